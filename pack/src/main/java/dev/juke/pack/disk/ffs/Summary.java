/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ffs;

import java.nio.ByteBuffer;

/** What is counted in a group, and of all (NetBSD sys/ufs/ffs/fs.h, struct csum). */
record Summary(int directories, int blocks, int inodes, int fragments) {
    Summary plus(Summary other) {
        return new Summary(
                directories + other.directories,
                blocks + other.blocks,
                inodes + other.inodes,
                fragments + other.fragments);
    }

    /** Puts directories, free blocks, free inodes, and free fragments of blocks that are partly taken. */
    void put(ByteBuffer bytes) {
        bytes.putInt(directories).putInt(blocks).putInt(inodes).putInt(fragments);
    }

    /** The same in twice the bytes. */
    void putLong(ByteBuffer bytes) {
        bytes.putLong(directories).putLong(blocks).putLong(inodes).putLong(fragments);
    }
}
