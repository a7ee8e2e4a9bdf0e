/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.JukeException;
import dev.juke.pack.tree.Content;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A file that the monitor needs: a kernel, an initrd, a disk image.
 *
 * @param name what it is called in messages: its path, or {@code /boot/vmlinuz of debian:12}
 * @param content its bytes, which are checked before anything is written
 * @param place its path in the image when it is there already, be it in the base or in a layer; null when it is to be copied into
 *     {@code /.boot}
 */
public record BootFile(
        String name, Content content, @Nullable String place) {
    /** A file of this host that is to be copied into the image. What is not there or cannot be read is an I/O error, a directory is refused. */
    public static BootFile copied(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            String what = attributes.isDirectory() ? " is a directory" : " is no file";
            throw JukeException.input(file + what, "name a file");
        }
        if (!Files.isReadable(file)) {
            throw new AccessDeniedException(file.toString());
        }
        return new BootFile(file.toString(), new Content(file, 0, attributes.size()), null);
    }
}
