/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.pack.tree.FileTree;

/** Where a guest finds its files. */
public sealed interface Rootfs {
    /** It has none but those of its kernel. */
    record None() implements Rootfs {}

    /** An initrd that is ready. */
    record Initrd(BootFile file) implements Rootfs {}

    /** A disk image that is ready. */
    record Block(BootFile file) implements Rootfs {}

    /**
     * An initrd or disk that is made of these files.
     *
     * @param size of a disk in bytes; 0 for as much as its files need
     */
    record Made(RootfsFormat format, FileTree tree, long size) implements Rootfs {}

    /** The image's own files, base and layers, which the runtime shows to the guest. */
    record ImageTree() implements Rootfs {}
}
