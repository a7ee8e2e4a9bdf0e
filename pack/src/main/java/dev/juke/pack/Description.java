/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What an image says of its unikernel when nobody says it for it, as bunny writes it, but for one thing: bunny names an empty
 * {@code initrd}, or says {@code mountRootfs=true}, when there is no rootfs at all. Here, what is not there is not said.
 */
public final class Description {
    private Description() {}

    /** The pairs; {@code cmd} is what becomes {@code cmdline}. */
    public static Metadata of(
            Origin origin, BuildRequest.Target target, BootFile kernel, Rootfs rootfs, List<String> cmd) {
        Map<Key, String> values = new EnumMap<>(Key.class);
        values.put(Key.UNIKERNEL_TYPE, target.framework());
        values.put(Key.HYPERVISOR, target.monitor());
        values.put(Key.BINARY, place(kernel, ImageAssembly.KERNEL));
        values.put(Key.CMDLINE, String.join(" ", cmd));
        values.put(Key.MOUNT_ROOTFS, "false");
        if (!target.version().isEmpty()) {
            values.put(Key.UNIKERNEL_VERSION, target.version());
        }
        switch (rootfs) {
            case Rootfs.None _ -> {}
            case Rootfs.Initrd initrd -> values.put(Key.INITRD, place(initrd.file(), ImageAssembly.ROOTFS));
            case Rootfs.Block block -> disk(values, target, place(block.file(), ImageAssembly.ROOTFS));
            case Rootfs.Made made -> {
                if (made.format().isInitrd()) {
                    values.put(Key.INITRD, "/" + ImageAssembly.ROOTFS);
                } else {
                    disk(values, target, "/" + ImageAssembly.ROOTFS);
                }
            }
            case Rootfs.ImageTree _ -> values.put(Key.MOUNT_ROOTFS, "true");
        }
        return new Metadata(values, origin.text());
    }

    private static void disk(Map<Key, String> values, BuildRequest.Target target, String path) {
        values.put(Key.BLOCK, path);
        // Rumprun's own root is in memory; its data disk has always been mounted here.
        values.put(Key.BLOCK_MOUNT_POINT, target.framework().equals("rumprun") ? "/data" : "/");
    }

    private static String place(BootFile file, String copied) {
        return file.place() == null ? "/" + copied : file.place();
    }
}
