/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.scan;

import dev.juke.image.tar.TarEntry;
import org.jspecify.annotations.Nullable;

/**
 * What stands at a path of an image, its layers one over the other.
 *
 * @param entry as it stands in its layer
 * @param layer in which of the layers, the lowest is 0
 * @param sha256 of a regular file's content, hexadecimal; empty for all else
 * @param sha1 the same with SHA-1, which bills of materials want
 * @param stored the path under which the content lies in that layer: another one for a hard link
 */
public record ScannedFile(TarEntry entry, int layer, String sha256, String sha1, String stored) {
    /** Whether it is a regular file; a hard link to one is one. */
    public boolean isFile() {
        return !sha256.isEmpty();
    }

    /** Whether it is a directory. */
    public boolean isDirectory() {
        return entry.kind() == TarEntry.Kind.DIRECTORY;
    }

    /** Where a symbolic link points to; null when it is none. */
    public @Nullable String linkTarget() {
        return entry.kind() == TarEntry.Kind.SYMLINK ? entry.linkName() : null;
    }

    /** What it is, in a word. */
    public String what() {
        return switch (entry.kind()) {
            case FILE, HARD_LINK -> "file";
            case DIRECTORY -> "directory";
            case SYMLINK -> "symbolic link";
            case CHARACTER_DEVICE, BLOCK_DEVICE -> "device";
            case FIFO -> "pipe";
        };
    }
}
