/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.linux.Reaper;
import dev.juke.runtime.Planner;
import dev.juke.shim.cell.Cell;
import dev.juke.shim.cgroup.OomWatch;
import dev.juke.shim.cgroup.OwnCgroup;
import dev.juke.shim.event.Publisher;

/**
 * What all tasks of a cell share.
 *
 * @param namespace containerd's namespace of the tasks
 * @param images decides which containers are unikernels
 */
record Services(
        Reaper reaper,
        Planner planner,
        Publisher publisher,
        OomWatch oom,
        OwnCgroup ownCgroup,
        String namespace,
        Cell cell,
        ImageFacts images) {}
