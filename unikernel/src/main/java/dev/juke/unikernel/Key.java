/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel;

import org.jspecify.annotations.Nullable;

/**
 * The keys that describe a unikernel in an image: as an OCI annotation, as an image label (both plain text) and in
 * {@code /urunc.json} (base64). The names are urunc's, so that either runtime runs the other's images.
 */
public enum Key {
    /** The framework: {@code unikraft}, {@code linux}, … Required. */
    UNIKERNEL_TYPE("unikernelType"),
    /** Free text; Unikraft's boot contract depends on it (before or from 0.16.1). */
    UNIKERNEL_VERSION("unikernelVersion"),
    /** The monitor: {@code qemu}, {@code firecracker}, … Required. */
    HYPERVISOR("hypervisor"),
    /** The kernel's path in the image. Required. */
    BINARY("binary"),
    /** Arguments, split on white space; used only when the container has none of its own. */
    CMDLINE("cmdline"),
    /** An initrd's path in the image. */
    INITRD("initrd"),
    /** A disk image's path in the image. */
    BLOCK("block"),
    /** Where the guest mounts {@link #BLOCK}. */
    BLOCK_MOUNT_POINT("blkMntPoint"),
    /** Whether the container's whole rootfs becomes the guest's root: a boolean as Go reads it. */
    MOUNT_ROOTFS("mountRootfs"),
    /** The predecessor of {@link #MOUNT_ROOTFS} (urunc up to 0.5.0). */
    USE_DM_BLOCK("useDMBlock"),
    /** The network device's name in a Solo5 manifest. */
    SOLO5_NET_DEVICE("solo5NetDev"),
    /** The block device's name in a Solo5 manifest. */
    SOLO5_BLOCK_DEVICE("solo5BlkDev"),
    /** Juke's own: QEMU's machine type, {@code pc}, {@code q35} or {@code microvm}. */
    QEMU_MACHINE("dev.juke.qemu.machine", 0);

    /** What all of urunc's keys begin with. */
    public static final String PREFIX = "com.urunc.unikernel.";

    private final String fullName;

    Key(String suffix) {
        this.fullName = PREFIX + suffix;
    }

    Key(String fullName, int ignored) {
        this.fullName = fullName;
    }

    /** The whole key as it stands in annotations, labels and {@code /urunc.json}. */
    public String fullName() {
        return fullName;
    }

    /** The key of that full name, or null when it is none of ours. */
    public static @Nullable Key of(String fullName) {
        for (Key key : values()) {
            if (key.fullName.equals(fullName)) {
                return key;
            }
        }
        return null;
    }
}
