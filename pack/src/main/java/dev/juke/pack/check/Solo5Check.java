/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.check;

import dev.juke.unikernel.Key;
import dev.juke.unikernel.kernel.Kernel;
import dev.juke.unikernel.kernel.Solo5;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether a kernel of Solo5 gets each device that its manifest names, under that name: a monitor of Solo5 starts it only then. A runtime
 * gives one network device, and one disk where the image has one.
 */
public final class Solo5Check {
    private final Subject subject;
    private final List<Finding> findings;

    private Solo5Check(Subject subject, List<Finding> findings) {
        this.subject = subject;
        this.findings = findings;
    }

    static void check(Subject subject, List<Finding> findings) {
        Kernel kernel = subject.kernel();
        Solo5 solo5 = kernel == null ? null : kernel.solo5();
        if (solo5 != null) {
            Solo5Check check = new Solo5Check(subject, findings);
            check.networks(solo5.devices(Solo5.Type.NET_BASIC));
            check.disks(solo5.devices(Solo5.Type.BLOCK_BASIC));
        }
    }

    /**
     * The names that the image must say, since they are not those that a runtime gives of itself: read from the manifest where nobody said
     * them.
     */
    public static Map<Key, String> names(Subject subject) {
        Map<Key, String> names = new EnumMap<>(Key.class);
        Kernel kernel = subject.kernel();
        Solo5 solo5 = kernel == null ? null : kernel.solo5();
        Guests guest = Guests.get(subject.framework());
        if (solo5 != null && guest != null) {
            name(subject, Key.SOLO5_NET_DEVICE, solo5.devices(Solo5.Type.NET_BASIC), guest.network(), names);
            name(subject, Key.SOLO5_BLOCK_DEVICE, solo5.devices(Solo5.Type.BLOCK_BASIC), guest.disk(), names);
        }
        return names;
    }

    private static void name(
            Subject subject, Key key, List<Solo5.Device> devices, String otherwise, Map<Key, String> names) {
        boolean needed = devices.size() == 1 && !devices.getFirst().name().equals(otherwise);
        if (needed && subject.value(key).isEmpty()) {
            names.put(key, devices.getFirst().name());
        }
    }

    private void networks(List<Solo5.Device> devices) {
        if (devices.size() > 1) {
            findings.add(Finding.error(
                    About.KERNEL,
                    kernel() + " wants " + devices.size() + " network devices (" + list(devices)
                            + "), and a container has one",
                    "build it with one"));
        } else if (devices.isEmpty()) {
            findings.add(Finding.warning(
                    About.KERNEL,
                    kernel() + " wants no network device, and " + subject.monitor()
                            + " refuses one that it does not want",
                    "run it without a network (--network none)"));
        }
        named(About.NETWORK_DEVICE, Key.SOLO5_NET_DEVICE, devices);
    }

    private void disks(List<Solo5.Device> devices) {
        if (devices.size() > 1) {
            findings.add(Finding.error(
                    About.KERNEL,
                    kernel() + " wants " + devices.size() + " disks (" + list(devices) + "), and an image gives one",
                    "build it with one"));
        } else if (devices.size() == 1 && !subject.hasBlock() && !subject.mountsRootfs()) {
            findings.add(Finding.error(
                    About.ROOTFS,
                    kernel() + " wants the disk '" + devices.getFirst().name() + "', and the image has none",
                    "add one (rootfs.type: block), or build the kernel without it"));
        } else if (devices.isEmpty() && subject.hasBlock()) {
            findings.add(Finding.error(
                    About.ROOTFS,
                    kernel() + " wants no disk, and " + subject.monitor() + " refuses one that it does not want",
                    "leave the disk out, or build the kernel with one"));
        }
        named(About.BLOCK_DEVICE, Key.SOLO5_BLOCK_DEVICE, devices);
    }

    /** A name that was said must be the manifest's. */
    private void named(About about, Key key, List<Solo5.Device> devices) {
        String said = subject.value(key);
        List<String> names = new ArrayList<>();
        devices.forEach(device -> names.add(device.name()));
        if (!said.isEmpty() && !names.contains(said)) {
            findings.add(Finding.error(
                    about,
                    key.fullName() + " is '" + said + "', and "
                            + (names.isEmpty()
                                    ? kernel() + " has no such device"
                                    : kernel() + " calls it " + list(devices)),
                    "leave it out: it is read from the kernel"));
        }
    }

    private String kernel() {
        return "kernel " + subject.kernelName();
    }

    private static String list(List<Solo5.Device> devices) {
        return devices.stream().map(device -> "'" + device.name() + "'").collect(Collectors.joining(", "));
    }
}
