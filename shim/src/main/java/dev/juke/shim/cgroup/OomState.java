/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import dev.juke.shim.cgroup.CgroupFiles.Numbers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the kernel had to do for want of memory in a cgroup.
 *
 * @param kills how many processes it has killed so far, by directory
 * @param stuck whether processes wait for memory since killing is turned off (v1 alone has that)
 */
record OomState(Map<Path, Long> kills, boolean stuck) {
    /** Nothing happened yet, or nobody counts. */
    static final OomState NONE = new OomState(Map.of(), false);

    /** The state now, as far as it can be read. */
    static OomState of(Cgroup cgroup) {
        return switch (cgroup) {
            case LegacyCgroup legacy -> {
                Path memory = legacy.controllers().get("memory");
                yield memory == null ? NONE : legacy(new CgroupFiles(memory));
            }
            case UnifiedCgroup unified -> {
                Numbers events = new CgroupFiles(unified.directory()).numbers("memory.events");
                yield events.isEmpty()
                        ? NONE
                        : new OomState(Map.of(unified.directory(), events.get("oom_kill")), false);
            }
        };
    }

    /** A v1 cgroup counts only what was killed in itself; the limit that it hits may be that of a cgroup above. */
    private static OomState legacy(CgroupFiles memory) {
        Map<Path, Long> kills = new HashMap<>();
        boolean stuck = false;
        for (CgroupFiles each : memory.tree()) {
            Numbers control = each.numbers("memory.oom_control");
            if (!control.isEmpty()) {
                kills.put(each.directory(), control.get("oom_kill"));
            }
            stuck |= control.get("under_oom") != 0 && control.get("oom_kill_disable") != 0;
        }
        return new OomState(kills, stuck);
    }

    /** Whether something happened after another state. */
    boolean isWorseThan(OomState before) {
        for (Map.Entry<Path, Long> each : kills.entrySet()) {
            if (each.getValue() > before.kills.getOrDefault(each.getKey(), 0L)) {
                return true;
            }
        }
        return stuck && !before.stuck;
    }

    /** This state, with what the earlier one knew of cgroups that are still there but could not be read now. */
    OomState completedBy(OomState before) {
        Map<Path, Long> all = new HashMap<>(before.kills);
        all.keySet().removeIf(directory -> !Files.isDirectory(directory));
        all.putAll(kills);
        return new OomState(all, stuck);
    }
}
