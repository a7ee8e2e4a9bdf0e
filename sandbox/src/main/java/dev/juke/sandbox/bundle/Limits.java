/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.bundle;

import dev.juke.base.JukeException;
import dev.juke.base.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The limits of a container that concern the shape of its virtual machine (OCI runtime specification, config-linux.md). */
public final class Limits {
    private Limits() {}

    /** {@code memory.limit} in bytes, or null when there is none. */
    public static @Nullable Long memory(Bundle bundle) {
        JsonObject memory = bundle.resources().object("memory");
        Long limit = memory == null ? null : memory.integer("limit");
        return limit == null || limit <= 0 ? null : limit;
    }

    /** How many virtual CPUs the quota and the CPU set leave: rounded up, at least 1, at most what the host has. */
    public static int vcpus(Bundle bundle, int hostCpus) {
        JsonObject cpu = bundle.resources().object("cpu");
        if (cpu == null) {
            return 1;
        }
        long count = 0;
        Long quota = cpu.integer("quota");
        Long period = cpu.integer("period");
        if (quota != null && quota > 0) {
            // 100 ms is the kernel's default period (Documentation/scheduler/sched-bwc.rst). Microseconds.
            long length = period == null || period <= 0 ? 100_000 : period;
            count = (quota + length - 1) / length;
        }
        String cpus = cpu.text("cpus");
        if (cpus != null && !cpus.isBlank()) {
            long listed = count(cpus);
            count = count == 0 ? listed : Math.min(count, listed);
        }
        return Math.clamp(count, 1, Math.max(1, hostCpus));
    }

    /** How many CPUs a list such as {@code 0-3,7} names (cpuset(7)). */
    private static long count(String list) {
        long count = 0;
        for (String part : list.split(",", -1)) {
            String range = part.strip();
            if (range.isEmpty()) {
                continue;
            }
            int dash = range.indexOf('-');
            try {
                long first = Long.parseLong(dash < 0 ? range : range.substring(0, dash));
                long last = dash < 0 ? first : Long.parseLong(range.substring(dash + 1));
                count += Math.max(0, last - first + 1);
            } catch (NumberFormatException e) {
                throw new JukeException(
                        JukeException.Category.INPUT,
                        "linux.resources.cpu.cpus is no list of CPUs: '" + list + "'",
                        "write it as 0-3,7",
                        e);
            }
        }
        return count;
    }
}
