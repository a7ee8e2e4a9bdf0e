/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.rootfs;

import dev.juke.image.tar.TarEntry;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sets mode, owner and time of what was unpacked, as far as it is safe and this user may. */
final class Attributes {
    /** Permissions and the sticky bit; set-uid and set-gid are dropped: nothing of an image runs with them. */
    private static final int MODE = 01777;

    /** What every file system can keep: 2106-02-07. Seconds since 1970. */
    private static final long MAX_TIME = 0xffffffffL;

    private static final int DIRECTORY_NEEDS = 0700;
    private static final int FILE_NEEDS = 0400;
    private static final int DEFAULT = 0755;

    private final List<String> notes;
    private boolean owners;

    /** With {@code owners}, files are given to the users that the image names; only root may. */
    Attributes(boolean owners, List<String> notes) {
        this.owners = owners;
        this.notes = notes;
    }

    /** Whether this process is root. */
    static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    void set(Path path, TarEntry entry) throws IOException {
        if (owners) {
            setOwner(path, entry);
        }
        switch (entry.kind()) {
            // Whoever unpacks must be able to unpack into it and to remove it again.
            case DIRECTORY -> setMode(path, entry.mode() | DIRECTORY_NEEDS);
            case FILE -> {
                setMode(path, entry.mode() | FILE_NEEDS);
                Files.setLastModifiedTime(
                        path, FileTime.from(Math.clamp(entry.mtime(), 0, MAX_TIME), TimeUnit.SECONDS));
            }
            case SYMLINK, HARD_LINK, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> {}
        }
    }

    /** For a directory that the image did not describe. */
    void setDefault(Path directory) throws IOException {
        setMode(directory, DEFAULT);
    }

    private static void setMode(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode & MODE);
    }

    private void setOwner(Path path, TarEntry entry) throws IOException {
        try {
            Files.setAttribute(path, "unix:uid", (int) entry.uid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", (int) entry.gid(), LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException e) {
            // Root of a user namespace that lacks that user.
            owners = false;
            notes.add("the owners that the image names cannot be set here: " + e.getReason());
        }
    }
}
