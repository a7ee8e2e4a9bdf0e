/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ext;

import dev.juke.pack.tree.Node;

/** What an inode is (Linux include/uapi/linux/stat.h; fs/ext4/ext4.h, EXT4_FT_…). */
enum Kind {
    FILE(0100000, 1),
    DIRECTORY(0040000, 2),
    LINK(0120000, 7);

    /** Its bits in an inode's mode. */
    final int mode;
    /** Its number in a directory's entry. */
    final int entry;

    Kind(int mode, int entry) {
        this.mode = mode;
        this.entry = entry;
    }

    static Kind of(Node node) {
        return switch (node) {
            case Node.Directory _ -> DIRECTORY;
            case Node.File _ -> FILE;
            case Node.Link _ -> LINK;
        };
    }
}
