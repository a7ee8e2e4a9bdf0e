/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.storage;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Copies of what a monitor reads from an image whose file system it cannot see. */
public final class BootFiles {
    /** A larger kernel or initrd is refused: copies lie in the bundle, which often is in memory. Bytes. */
    private static final long MOST = 256 << 20;

    private BootFiles() {}

    /** Copies a file; its directory is made. Everybody may read the copy: the monitor is another user. */
    public static void copy(Path from, Path to) {
        try {
            long size = Files.size(from);
            if (size > MOST) {
                throw JukeException.input(
                        from + " has " + size + " bytes, more than the " + MOST
                                + " of a kernel or initrd that is copied",
                        "make it smaller");
            }
            Path directory = to.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Files.copy(from, to);
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("r--r--r--"));
        } catch (IOException e) {
            throw new JukeException(
                    JukeException.Category.HOST,
                    from + " cannot be copied to " + to + ": " + e,
                    "see that the bundle's file system is not full",
                    e);
        }
    }
}
