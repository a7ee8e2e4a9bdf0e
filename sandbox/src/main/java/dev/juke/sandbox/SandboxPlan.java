/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox;

import dev.juke.base.json.JsonObject;
import dev.juke.sandbox.network.HandOver;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is decided before anything is touched.
 *
 * @param config the derived bundle's {@code config.json}
 * @param links symbolic links of the derived rootfs: path to target, as the host has them
 * @param launch the launch file, or null when the network was not known
 * @param handOver the network's commands, or null when the network was not known
 * @param lastingNetwork path of the network namespace if it may outlive the container, else null
 * @param owner uid, as the caller counts, of the monitor
 * @param disk a disk image of the container's own root file system, which the monitor writes to, or null
 * @param warnings what the operator should know, one sentence each
 */
public record SandboxPlan(
        JsonObject config,
        Map<String, String> links,
        @Nullable LaunchFile launch,
        @Nullable HandOver handOver,
        @Nullable String lastingNetwork,
        long owner,
        @Nullable Path disk,
        List<String> warnings) {}
