/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.check;

import dev.juke.unikernel.Key;
import java.util.List;

/** What a {@link Finding} is about, under the names that build files give it. */
public enum About {
    /** The guest's framework. */
    FRAMEWORK("platforms.framework"),
    /** The monitor. */
    MONITOR("platforms.monitor"),
    /** What the kernel is said to be made for. */
    ARCHITECTURE("platforms.architecture"),
    /** The kernel. */
    KERNEL("kernel.path"),
    /** The guest's files: initrd, disk, or the image's own. */
    ROOTFS("rootfs.path"),
    /** The arguments. */
    COMMAND("cmd"),
    /** The name of a Solo5 network device. */
    NETWORK_DEVICE("solo5NetDev"),
    /** The name of a Solo5 disk. */
    BLOCK_DEVICE("solo5BlkDev"),
    /** What the image says of its unikernel. */
    METADATA("metadata"),
    /** The image itself: manifest, configuration, layers. */
    IMAGE("image");

    private final String key;

    About(String key) {
        this.key = key;
    }

    /** A bunnyfile's key. */
    public String key() {
        return key;
    }

    /** The keys of the metadata that say it. */
    public List<Key> keys() {
        return switch (this) {
            case FRAMEWORK -> List.of(Key.UNIKERNEL_TYPE);
            case MONITOR -> List.of(Key.HYPERVISOR);
            case KERNEL -> List.of(Key.BINARY);
            case ROOTFS -> List.of(Key.INITRD, Key.BLOCK, Key.MOUNT_ROOTFS);
            case COMMAND -> List.of(Key.CMDLINE);
            case NETWORK_DEVICE -> List.of(Key.SOLO5_NET_DEVICE);
            case BLOCK_DEVICE -> List.of(Key.SOLO5_BLOCK_DEVICE);
            case ARCHITECTURE, METADATA, IMAGE -> List.of();
        };
    }
}
