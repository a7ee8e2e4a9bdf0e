/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.input;

import dev.juke.base.IoFailure;
import dev.juke.pack.BootFile;
import dev.juke.pack.Rootfs;
import dev.juke.pack.Workspace;
import dev.juke.pack.tree.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a guest's files may be given as: an initrd or a disk that is ready, or a directory that one is made of.
 *
 * @param work where archives are unpacked
 */
public record GuestFile(Workspace work) {
    /**
     * The root file system of a path.
     *
     * @param text what a person wrote
     * @param type {@code initrd} or {@code block}
     */
    public Rootfs rootfs(Path file, Text text, String type, String framework, Packing packing) {
        if (Files.isDirectory(file)) {
            FileTree tree = FileTree.of(file);
            return type.equals("block") ? packing.disk(tree, framework) : packing.initrd(tree);
        }
        if (!Files.isRegularFile(file)) {
            throw text.place().wrong("'" + text.value() + "' is no file", "name a file");
        }
        packing.unused("a file that is ready");
        try {
            BootFile ready = BootFile.copied(file);
            return type.equals("block") ? new Rootfs.Block(ready) : new Rootfs.Initrd(ready);
        } catch (IOException e) {
            throw IoFailure.of(text.place() + ": " + file + " cannot be read", e);
        }
    }
}
