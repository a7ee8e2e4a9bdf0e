/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.sandbox.LaunchFile;
import dev.juke.sandbox.Workload;

/**
 * Everything that is decided before anything is touched.
 *
 * @param container the container, whose name is empty when nobody gave one
 * @param launch what juke-init is told
 * @param files the image's files that go into the container's directory
 * @param account who the monitor is
 */
public record DirectPlan(Container container, LaunchFile launch, Workload.Files files, MonitorAccount account) {}
