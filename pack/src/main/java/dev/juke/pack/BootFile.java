/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.pack.tree.Content;
import java.io.IOException;
import java.nio.file.Path;
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
    /** A file of this host that is to be copied into the image. */
    public static BootFile copied(Path file) throws IOException {
        return new BootFile(file.toString(), Content.of(file), null);
    }
}
