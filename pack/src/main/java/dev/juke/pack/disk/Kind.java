/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk;

import dev.juke.pack.tree.Node;

/** What stands at a path: its bits in a mode (Linux include/uapi/linux/stat.h, which all file systems have from UNIX). */
public enum Kind {
    /** A regular file. */
    FILE(0100000),
    /** A directory. */
    DIRECTORY(0040000),
    /** A symbolic link. */
    LINK(0120000);

    private final int bits;

    Kind(int bits) {
        this.bits = bits;
    }

    /** What a node is. */
    public static Kind of(Node node) {
        return switch (node) {
            case Node.Directory _ -> DIRECTORY;
            case Node.File _ -> FILE;
            case Node.Link _ -> LINK;
        };
    }

    /** A mode with these permissions. */
    public int mode(int permissions) {
        return bits | permissions;
    }

    /** The bits above a mode's permissions, by themselves. */
    public int number() {
        return bits >> 12;
    }
}
