/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.input;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.pack.BootFile;
import dev.juke.pack.Rootfs;
import dev.juke.pack.Workspace;
import dev.juke.pack.containerfile.copy.Archives;
import dev.juke.pack.containerfile.copy.StageFiles;
import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a guest's files may be given as: an initrd or a disk that is ready, or a directory or tar archive that one is made of.
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
            return packing.packed(type, FileTree.of(file), framework);
        }
        if (!Files.isRegularFile(file)) {
            throw text.place().wrong("'" + text.value() + "' is no file", "name a file");
        }
        try {
            BootFile ready = BootFile.copied(file);
            FileTree unpacked = unpacked(ready.content(), text);
            if (unpacked != null) {
                return packing.packed(type, unpacked, framework);
            }
            packing.unused("a file that is ready");
            return Packing.ready(type, ready);
        } catch (IOException e) {
            throw IoFailure.of(text.place() + ": " + file + " cannot be read", e);
        }
    }

    /** What is in a directory or a tar archive; what is neither is refused. */
    public FileTree tree(Path file, Text text) {
        if (Files.isDirectory(file)) {
            return FileTree.of(file);
        }
        try {
            FileTree unpacked = unpacked(BootFile.copied(file).content(), text);
            if (unpacked == null) {
                throw text.place().wrong("'" + text.value() + "' is neither a directory nor a tar archive", "name one");
            }
            return unpacked;
        } catch (IOException e) {
            throw IoFailure.of(text.place() + ": " + file + " cannot be read", e);
        }
    }

    private @Nullable FileTree unpacked(Content content, Text text) {
        try {
            Archives archives = new Archives(work);
            if (!archives.isArchive(content, text.value())) {
                return null;
            }
            StageFiles files = StageFiles.of(new FileTree());
            archives.unpack(content, text.value(), files, "", null);
            return files.takeChange();
        } catch (JukeException e) {
            throw text.place().because(e);
        }
    }
}
