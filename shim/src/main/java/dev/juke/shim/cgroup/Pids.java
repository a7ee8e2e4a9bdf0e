/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import java.util.List;
import java.util.TreeSet;

/** The processes of a cgroup. */
final class Pids {
    private Pids() {}

    /** The processes in a cgroup and in those below it. One in a PID namespace that is not below ours is shown as 0. */
    static List<Integer> in(CgroupFiles cgroup) {
        TreeSet<Integer> pids = new TreeSet<>();
        for (CgroupFiles each : cgroup.tree()) {
            for (String line : each.lines("cgroup.procs")) {
                pids.add(Integer.parseInt(line));
            }
        }
        pids.remove(0);
        return List.copyOf(pids);
    }
}
