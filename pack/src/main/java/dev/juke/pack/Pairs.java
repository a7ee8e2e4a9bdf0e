/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.JukeException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which guests run on which monitors, in urunc's names: what images may say, not only what this version of Juke runs. */
final class Pairs {
    private static final Map<String, List<String>> MONITORS = new TreeMap<>(Map.of(
            "freebsd", List.of("firecracker"),
            "hermit", List.of("qemu"),
            "linux", List.of("qemu", "firecracker", "cloud-hypervisor"),
            "mewz", List.of("qemu"),
            "mirage", List.of("qemu", "hvt", "spt"),
            "rumprun", List.of("hvt", "spt"),
            "unikraft", List.of("qemu", "firecracker", "hyperlight")));

    private Pairs() {}

    /** Refuses a guest that is not known or does not run on the monitor. */
    static void check(BuildRequest request) {
        List<String> monitors = MONITORS.get(request.target().framework());
        if (monitors == null) {
            throw JukeException.input(
                    request.origin() + ": framework '" + request.target().framework() + "' is not known",
                    "use one of: " + String.join(", ", MONITORS.keySet()));
        }
        if (!monitors.contains(request.target().monitor())) {
            throw JukeException.input(
                    request.origin() + ": a " + request.target().framework() + " guest does not run on monitor '"
                            + request.target().monitor() + "'",
                    "use " + String.join(" or ", monitors));
        }
    }
}
