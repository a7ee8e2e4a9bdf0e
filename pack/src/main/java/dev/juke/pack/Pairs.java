/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.JukeException;
import dev.juke.unikernel.guest.Guest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

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
        String framework = request.target().framework();
        String monitor = request.target().monitor();
        List<String> monitors = MONITORS.get(framework);
        if (monitors == null) {
            throw JukeException.input(
                    request.origin().at("platforms.framework") + ": framework '" + framework + "' is not known",
                    hint(List.copyOf(MONITORS.keySet()), Pairs::isRun));
        }
        if (!monitors.contains(monitor)) {
            throw JukeException.input(
                    request.origin().at("platforms.monitor") + ": a " + framework + " guest does not run on monitor '"
                            + monitor + "'",
                    hint(monitors, candidate -> isRun(framework, candidate)));
        }
    }

    /** Whether Juke itself runs the guest on the monitor. */
    static boolean isRun(String framework, String monitor) {
        return Guest.ALL.stream()
                .anyMatch(guest ->
                        guest.name().equals(framework) && guest.monitors().contains(monitor));
    }

    private static boolean isRun(String framework) {
        return Guest.ALL.stream().anyMatch(guest -> guest.name().equals(framework));
    }

    /** What may be said instead, with a word on who runs it. */
    private static String hint(List<String> names, Predicate<String> run) {
        List<String> ours = names.stream().filter(run).toList();
        List<String> others = names.stream().filter(run.negate()).toList();
        if (ours.isEmpty()) {
            return "use " + choice(others) + ", which urunc runs and Juke does not";
        }
        return "use " + choice(ours) + (others.isEmpty() ? "" : ", which Juke runs, or for urunc " + choice(others));
    }

    /** {@code a, b or c}. */
    private static String choice(List<String> names) {
        int last = names.size() - 1;
        return last == 0 ? names.getFirst() : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }
}
