/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import com.google.protobuf.Any;
import dev.juke.shim.api.metrics.CgroupV2.Metrics;
import java.nio.file.Path;
import java.util.List;

/**
 * A cgroup on a machine with the unified hierarchy alone.
 *
 * @param directory its directory
 */
record UnifiedCgroup(Path directory) implements Cgroup {
    @Override
    public Any stats() {
        CgroupFiles files = new CgroupFiles(directory);
        Metrics metrics = new MetricsV2(files).read();
        files.requirePresent();
        return Any.newBuilder()
                .setTypeUrl("io.containerd.cgroups.v2.Metrics")
                .setValue(metrics.toByteString())
                .build();
    }

    @Override
    public List<Integer> pids() {
        return Pids.in(new CgroupFiles(directory));
    }
}
