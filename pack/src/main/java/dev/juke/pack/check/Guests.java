/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.check;

import dev.juke.unikernel.guest.Guest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What guests run on and take, in urunc's names: what images may say, not only what this version of Juke runs.
 *
 * @param monitors what it runs on
 * @param initrd whether it reads an initrd
 * @param block whether it reads a disk image
 * @param tree whether it can have the image's own files as its root
 * @param network the name that urunc gives its network device on a monitor of Solo5
 * @param disk the name that urunc gives its disk there
 */
public record Guests(List<String> monitors, boolean initrd, boolean block, boolean tree, String network, String disk) {
    private static final Map<String, Guests> ALL = new TreeMap<>(Map.of(
            "freebsd", of(List.of("firecracker"), false, true, true),
            "hermit", of(List.of("qemu"), true, false, false),
            "linux", of(List.of("qemu", "firecracker", "cloud-hypervisor"), true, true, true),
            "mewz", of(List.of("qemu"), false, false, false),
            "mirage", of(List.of("qemu", "hvt", "spt"), false, true, false),
            "rumprun", new Guests(List.of("hvt", "spt"), false, true, true, "tap", "rootfs"),
            "unikraft", of(List.of("qemu", "firecracker", "hyperlight"), true, false, true)));

    private static Guests of(List<String> monitors, boolean initrd, boolean block, boolean tree) {
        return new Guests(monitors, initrd, block, tree, "service", "storage");
    }

    /** What is known of a framework; null when it is not known. */
    public static @Nullable Guests get(String framework) {
        return ALL.get(framework);
    }

    /** Finds a guest that is not known or does not run on the monitor. */
    static void check(Subject subject, List<Finding> findings) {
        String framework = subject.framework();
        String monitor = subject.monitor();
        Guests guest = ALL.get(framework);
        if (guest == null) {
            findings.add(Finding.error(
                    About.FRAMEWORK,
                    "framework '" + framework + "' is not known",
                    hint(List.copyOf(ALL.keySet()), Guests::isRun)));
        } else if (!guest.monitors.contains(monitor)) {
            findings.add(Finding.error(
                    About.MONITOR,
                    "a " + framework + " guest does not run on monitor '" + monitor + "'",
                    hint(guest.monitors, candidate -> isRun(framework, candidate))));
        }
    }

    /** Whether Juke itself runs the guest on the monitor. */
    public static boolean isRun(String framework, String monitor) {
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
