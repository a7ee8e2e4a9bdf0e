/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the directories of a process's cgroup.
 *
 * @param proc {@code /proc}
 * @param mounts what is mounted where this process sees it
 */
record CgroupFinder(Path proc, List<Mounts.Entry> mounts) {
    /** The place of a process's flags in its {@code stat} after the name: field 9 of proc_pid_stat(5), the first after the name being 3. */
    private static final int FLAGS = 9 - 3;

    /** The flag of a process that is ending: PF_EXITING of linux/sched.h. */
    private static final long PF_EXITING = 0x4;

    /** See {@link Cgroup#of}. */
    Cgroup find(int pid) {
        Map<String, Path> controllers = new HashMap<>();
        Path unified = null;
        // Lines ID:CONTROLLER,CONTROLLER:CGROUP, the unified hierarchy's being 0::CGROUP, see cgroups(7).
        for (String line : cgroups(pid).split("\n", -1)) {
            String[] fields = line.split(":", 3);
            if (fields.length < 3) {
                continue;
            }
            for (String controller : fields[1].split(",", -1)) {
                Path directory = directory(controller, fields[2]);
                if (directory != null && controller.isEmpty()) {
                    unified = directory;
                } else if (directory != null) {
                    controllers.put(controller, directory);
                }
            }
        }
        return choose(pid, controllers, unified);
    }

    /** The text of a process's {@code cgroup}. Of one that is ending, the kernel says that it is in the v1 roots, where it never was. */
    private String cgroups(int pid) {
        Path process = proc.resolve(Integer.toString(pid));
        try {
            String cgroups = Files.readString(process.resolve("cgroup"));
            String stat = Files.readString(process.resolve("stat"));
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            if ((Long.parseLong(afterName[FLAGS]) & PF_EXITING) == 0) {
                return cgroups;
            }
        } catch (IOException e) {
            throw JukeException.notFound("process " + pid + " has no cgroup: " + IoFailure.reason(e), "");
        }
        throw JukeException.notFound("process " + pid + " has no cgroup: it is ending", "");
    }

    /** A cgroup through the first mount that shows it. The unified hierarchy has no controller's name. */
    private @Nullable Path directory(String controller, String cgroup) {
        for (Mounts.Entry mount : mounts) {
            boolean right = controller.isEmpty()
                    ? mount.type().equals("cgroup2")
                    : mount.type().equals("cgroup") && mount.data().contains(controller);
            Path directory = right ? below(mount, cgroup) : null;
            if (directory != null && Files.isDirectory(directory)) {
                return directory;
            }
        }
        return null;
    }

    /**
     * Where a mount shows a cgroup; null when it does not. Both sides are seen from this process's cgroup namespace: a mount's root is {@code
     * /} most of the time, {@code /docker/ID} in a container without a cgroup namespace of its own, {@code /..} when it lies above the
     * namespace's root.
     */
    private static @Nullable Path below(Mounts.Entry mount, String cgroup) {
        if (cgroup.equals(mount.root())) {
            return mount.target();
        }
        String above = mount.root().equals("/") ? "/" : mount.root() + "/";
        if (!cgroup.startsWith(above)) {
            return null;
        }
        Path rest = Path.of(cgroup.substring(above.length()));
        return rest.startsWith("..") ? null : mount.target().resolve(rest);
    }

    /** v1 where v1 hierarchies do the accounting: a lone {@code net_cls} beside v2, or a named one, does not make a v1 machine. */
    private Cgroup choose(int pid, Map<String, Path> controllers, @Nullable Path unified) {
        boolean accounts = controllers.containsKey("memory") || controllers.containsKey("cpuacct");
        if (unified != null && !accounts) {
            return new UnifiedCgroup(unified);
        }
        if (controllers.isEmpty()) {
            throw JukeException.host(
                    "none of the cgroups of process " + pid + " is mounted here", "mount cgroups on /sys/fs/cgroup");
        }
        return new LegacyCgroup(Map.copyOf(controllers), proc.resolve("partitions"));
    }
}
