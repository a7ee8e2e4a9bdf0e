/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.verify;

import dev.juke.base.json.JsonObject;
import dev.juke.image.Image;
import dev.juke.pack.scan.ImageScan;
import dev.juke.pack.scan.ScannedFile;
import dev.juke.unikernel.Key;
import java.util.EnumMap;
import java.util.Map;

/**
 * The images of KraftKit ({@code kraft pkg}): a platform's name in the place of the operating system, and the kernel at a fixed path
 * (KraftKit's oci/handler and oci/image.go, packages of 2024 and later).
 */
public final class KraftKit {
    /** Where the kernel lies. */
    public static final String KERNEL = "/unikraft/bin/kernel";
    /** Where the initrd lies, if there is one. */
    public static final String INITRD = "/unikraft/bin/initrd";
    /** Annotation: the version of Unikraft. */
    public static final String VERSION = "org.unikraft.kernel.version";
    /** What {@link Said#sources()} says of its values. */
    public static final String SOURCE = "KraftKit's layout";

    /** KraftKit's platforms and their monitors, in urunc's names. */
    private static final Map<String, String> MONITORS = Map.of(
            "qemu",
            "qemu",
            "kvm",
            "qemu",
            "fc",
            "firecracker",
            "firecracker",
            "firecracker",
            "hyperlight",
            "hyperlight");

    private KraftKit() {}

    /** The monitor that a platform of KraftKit means; empty for Xen and what else urunc has no monitor for. */
    public static String monitor(String os) {
        return MONITORS.getOrDefault(os, "");
    }

    /** The platform that KraftKit names for a monitor; empty when it has none. */
    public static String os(String monitor) {
        return switch (monitor) {
            case "qemu", "hyperlight" -> monitor;
            case "firecracker" -> "fc";
            default -> "";
        };
    }

    /** Whether an image is one of KraftKit's. */
    public static boolean is(ImageScan scan) {
        ScannedFile kernel = scan.get(KERNEL);
        return kernel != null
                && kernel.isFile()
                && !scan.image().config().platform().os().equals("linux");
    }

    /** What its layout says of the unikernel. */
    static Map<Key, String> values(ImageScan scan) {
        Image image = scan.image();
        Map<Key, String> values = new EnumMap<>(Key.class);
        values.put(Key.UNIKERNEL_TYPE, "unikraft");
        values.put(Key.BINARY, KERNEL);
        String monitor = monitor(image.config().platform().os());
        if (!monitor.isEmpty()) {
            values.put(Key.HYPERVISOR, monitor);
        }
        if (scan.get(INITRD) != null) {
            values.put(Key.INITRD, INITRD);
        }
        JsonObject config = image.config().json();
        String version =
                config.text("os.version", image.manifest().annotations().getOrDefault(VERSION, ""));
        if (!version.isEmpty()) {
            values.put(Key.UNIKERNEL_VERSION, version);
        }
        values.put(Key.CMDLINE, String.join(" ", image.config().cmd()));
        values.put(Key.MOUNT_ROOTFS, "false");
        return values;
    }
}
