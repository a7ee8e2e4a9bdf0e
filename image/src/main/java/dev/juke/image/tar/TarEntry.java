/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.tar;

/**
 * One entry of a tar archive.
 *
 * @param name as it stands there: any text without NUL
 * @param linkName what a symbolic or hard link points at; empty for all others
 * @param mode permission bits, with set-uid, set-gid and sticky
 * @param mtime seconds since 1970
 * @param size of its content in bytes; 0 for all but files
 * @param offset where its content begins in the archive, in bytes; 0 for an entry that is to be written
 */
public record TarEntry(
        String name, Kind kind, String linkName, int mode, long uid, long gid, long mtime, long size, long offset) {
    /** What an entry is (POSIX pax interchange format, "typeflag"). */
    public enum Kind {
        /** A regular file. */
        FILE('0'),
        /** Another name of an earlier entry. */
        HARD_LINK('1'),
        /** A symbolic link. */
        SYMLINK('2'),
        /** A character device. */
        CHARACTER_DEVICE('3'),
        /** A block device. */
        BLOCK_DEVICE('4'),
        /** A directory. */
        DIRECTORY('5'),
        /** A named pipe. */
        FIFO('6');

        private final char flag;

        Kind(char flag) {
            this.flag = flag;
        }

        /** The type flag in a header. */
        char flag() {
            return flag;
        }
    }

    /** A directory of root's. */
    public static TarEntry directory(String name, int mode, long mtime) {
        String closed = name.endsWith("/") ? name : name + "/";
        return new TarEntry(closed, Kind.DIRECTORY, "", mode, 0, 0, mtime, 0, 0);
    }

    /** A file of root's. */
    public static TarEntry file(String name, int mode, long mtime, long size) {
        return new TarEntry(name, Kind.FILE, "", mode, 0, 0, mtime, size, 0);
    }

    /** A symbolic link of root's. */
    public static TarEntry symlink(String name, String target, long mtime) {
        return new TarEntry(name, Kind.SYMLINK, target, 0777, 0, 0, mtime, 0, 0);
    }
}
