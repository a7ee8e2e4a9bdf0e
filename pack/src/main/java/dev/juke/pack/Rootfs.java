/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.pack.tree.FileTree;
import java.nio.file.Path;

/** Where the files of a guest come from. */
public sealed interface Rootfs {
    /** There are none. */
    record None() implements Rootfs {}

    /** An initrd that is ready. */
    record InitrdFile(Path file) implements Rootfs {}

    /** A disk image that is ready. */
    record BlockFile(Path file) implements Rootfs {}

    /** An initrd that is made of these files. */
    record InitrdTree(FileTree tree) implements Rootfs {}

    /** These files as the image's own, which the runtime shows to the guest. */
    record ImageTree(FileTree tree) implements Rootfs {}
}
