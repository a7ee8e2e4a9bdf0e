/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import com.google.protobuf.Any;
import dev.juke.shim.api.metrics.CgroupV1.Metrics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A cgroup on a machine with v1 hierarchies, with or without a unified one beside them.
 *
 * @param controllers its directory in the hierarchy of each controller
 * @param partitions {@code /proc/partitions}, the names of the block devices
 */
record LegacyCgroup(Map<String, Path> controllers, Path partitions) implements Cgroup {
    /** The hierarchies in which every container has a cgroup of its own, the one that runc asks for its own {@code ps} first. */
    private static final List<String> OWN = List.of("devices", "freezer", "pids", "memory", "cpuacct", "cpu");

    @Override
    public Any stats() {
        Metrics metrics = new MetricsV1(controllers, partitions).read();
        new CgroupFiles(own()).requirePresent();
        return Any.newBuilder()
                .setTypeUrl("io.containerd.cgroups.v1.Metrics")
                .setValue(metrics.toByteString())
                .build();
    }

    @Override
    public List<Integer> pids() {
        return Pids.in(new CgroupFiles(own()));
    }

    private Path own() {
        for (String controller : OWN) {
            Path directory = controllers.get(controller);
            if (directory != null) {
                return directory;
            }
        }
        return controllers.values().iterator().next();
    }
}
