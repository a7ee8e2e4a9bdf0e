/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import com.google.protobuf.Any;
import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.linux.Mounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The cgroup of a container: what it used, and who is in it. It is found once, while the container's first process is known to be there,
 * and remembered, since that process may be gone when somebody asks.
 */
public sealed interface Cgroup permits LegacyCgroup, UnifiedCgroup {
    /**
     * Finds the cgroup of a process.
     *
     * @throws JukeException NOT_FOUND when there is no such process, or it is ending; HOST when none of its cgroups is mounted where this
     *     process sees it
     */
    static Cgroup of(int pid) {
        try {
            return new CgroupFinder(Path.of("/proc"), Mounts.list()).find(pid);
        } catch (IOException e) {
            throw IoFailure.of("the mounts cannot be read", e);
        }
    }

    /**
     * What the container has used so far, as containerd's own shim answers Stats: a {@code io.containerd.cgroups.v1.Metrics} or a {@code
     * io.containerd.cgroups.v2.Metrics}.
     *
     * @throws JukeException NOT_FOUND when the cgroup has been removed. containerd's own shim says the same on v2 but UNKNOWN on v1;
     *     containerd passes over what is not found, and logs everything else.
     */
    Any stats();

    /**
     * The processes in the cgroup and in those below it, in ascending order, as this process's PID namespace numbers them; those that it
     * cannot see are left out. None when the cgroup has been removed.
     */
    List<Integer> pids();
}
