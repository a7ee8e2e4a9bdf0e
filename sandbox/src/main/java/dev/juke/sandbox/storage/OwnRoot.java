/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.storage;

import dev.juke.base.JukeException;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import dev.juke.unikernel.guest.Guest;
import java.util.List;

/** The container's own root file system as the guest's: when an image asks for it, and why it cannot be had. */
public final class OwnRoot {
    private static final String PACKAGE = "package the files as an initrd or a block image";

    private OwnRoot() {}

    /**
     * Whether an image asks for it. The older key asks only for a guest that can, and whose root is nothing else (urunc 0.5 took it for
     * true where it was missing).
     */
    public static boolean isAsked(Metadata metadata) {
        if (metadata.get(Key.MOUNT_ROOTFS) != null) {
            return metadata.mountRootfs();
        }
        return metadata.useDmBlock()
                && metadata.get(Key.INITRD) == null
                && metadata.get(Key.BLOCK) == null
                && Guest.ALL.stream()
                        .anyMatch(guest -> guest.name().equals(metadata.unikernelType())
                                && !guest.rootFileSystems().isEmpty());
    }

    /** Whether there is a guest that can start from a file system of that type. */
    public static boolean isBootable(String type) {
        return Guest.ALL.stream().anyMatch(guest -> guest.rootFileSystems().contains(type));
    }

    /** Whether that guest can start from a file system of that type; refuses a guest that can from none. */
    public static boolean isBootable(Metadata metadata, String type) {
        return known(metadata).contains(type);
    }

    /**
     * Why there is no device to give.
     *
     * @param how what the root file system is: {@code of type overlay}
     */
    public static JukeException noDevice(Metadata metadata, String how) {
        return refused(
                metadata,
                "it is " + how + ", and a " + metadata.unikernelType() + " guest needs a block device with "
                        + String.join(" or ", known(metadata)),
                "use a snapshotter of containerd that gives each container one (devmapper, blockfile), or " + PACKAGE);
    }

    /** Why a caller's root file system cannot be taken. */
    public static JukeException mountedAlready(Metadata metadata) {
        return refused(
                metadata,
                "here it is a directory that the host uses as well, and a " + metadata.unikernelType()
                        + " guest needs a block device with " + String.join(" or ", known(metadata)) + " to itself",
                "use containerd's runtime io.containerd.juke.v2 and a snapshotter that gives each container one"
                        + " (devmapper, blockfile), or " + PACKAGE);
    }

    /** Why a device cannot be given in a user namespace. */
    public static JukeException inUserNamespace(Metadata metadata) {
        return refused(
                metadata,
                "in a user namespace its device cannot be given to the monitor",
                "run the container without one, or " + PACKAGE);
    }

    /** Why a device cannot be had alone: {@code /dev/loop0 is mounted at /mnt}. */
    public static JukeException inUse(Metadata metadata, String use) {
        return refused(metadata, use, "end that: two who write to one file system destroy it");
    }

    private static List<String> known(Metadata metadata) {
        Guest guest = Guest.of(metadata.unikernelType(), metadata.hypervisor(), metadata.source());
        if (guest.rootFileSystems().isEmpty()) {
            throw refused(metadata, "a " + guest.name() + " guest starts from no file system", "give it an initrd");
        }
        return guest.rootFileSystems();
    }

    private static JukeException refused(Metadata metadata, String why, String hint) {
        Key key = metadata.get(Key.MOUNT_ROOTFS) == null ? Key.USE_DM_BLOCK : Key.MOUNT_ROOTFS;
        return JukeException.input(
                metadata.source() + ": the container's root file system cannot be the guest's root (" + key.fullName()
                        + "): " + why,
                hint);
    }
}
