/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ffs;

import dev.juke.pack.disk.DiskSize;

/**
 * How a disk is divided into cylinder groups (NetBSD sys/ufs/ffs/fs.h). Numbers are fragments, of which a block has eight. In each group
 * there is a copy of the superblock, the group's own description, and its inodes; in the first, before and after them, the boot area and
 * the summary of all groups.
 *
 * @param size of the image, bytes
 * @param fragments how many are used
 * @param count how many groups there are
 * @param perGroup fragments of a group; the last one may have fewer
 * @param inodes of a group, whole blocks of them
 */
record Groups(long size, long fragments, int count, int perGroup, int inodes) {
    /** Bytes of a fragment. */
    static final int FRAGMENT = 1024;
    /** Fragments of a block. */
    static final int PER_BLOCK = 8;
    /** Bytes of a block. */
    static final int BLOCK = FRAGMENT * PER_BLOCK;
    /** Bytes of an inode (UFS1). */
    static final int INODE = 128;

    /** Where, in its group, the copy of the superblock is. */
    static final int SUPERBLOCK = 16;
    /** Where, in its group, the description of it is. */
    static final int DESCRIPTION = 24;
    /** Where, in their group, the inodes are. */
    static final int INODES = 32;
    /** Inodes 0 and 1 are nobody's, 2 is the root. */
    static final int ROOT = 2;

    /** Inodes of a block. */
    private static final int INODES_PER_BLOCK = BLOCK / INODE;
    /** Fragments of a group: its bitmap and that of the inodes must fit into its description, a block. */
    private static final int MOST_PER_GROUP = 32_768;

    private static final int MOST_INODES = 16_384;
    /** Fragments for one inode. */
    private static final int FRAGMENTS_PER_INODE = 16;
    /** Bytes of what the summary says of a group. */
    private static final int SUMMARY = 16;

    private static final long MIB = 1 << 20;
    /** 128 GiB: the numbers of all blocks of a file are kept in memory. */
    private static final long LARGEST = 1L << 37;

    /**
     * The disk for so many files.
     *
     * @param size what was asked for, bytes; 0 for what is needed, an eighth more and 4 MiB, in whole MiB
     * @param data fragments that the files need
     * @param all inodes that they need, nobody's included
     */
    static Groups fit(long size, long data, long all) {
        if (size == 0) {
            return smallest(data + data / 8 + 4 * MIB / FRAGMENT, all + all / 8);
        }
        check(size);
        Groups given = of(size, all);
        if (!given.holds(data, all)) {
            throw DiskSize.tooSmall(size, smallest(data, all).size);
        }
        return given;
    }

    /** Refuses a disk of so many bytes if that is too much. */
    static void check(long size) {
        DiskSize.check(size, LARGEST);
    }

    private static Groups smallest(long data, long all) {
        long size = 0;
        Groups groups;
        do {
            long missing = size == 0 ? data : Math.max(data - of(size, all).data(), 1);
            size += Math.ceilDiv(missing * FRAGMENT, MIB) * MIB;
            check(size);
            groups = of(size, all);
        } while (!groups.holds(data, all));
        return groups;
    }

    private static Groups of(long size, long all) {
        long fragments = size / BLOCK * PER_BLOCK;
        int perGroup = Math.clamp(fragments, PER_BLOCK, MOST_PER_GROUP);
        int count = (int) Math.ceilDiv(fragments, perGroup);
        Groups groups = new Groups(size, fragments, count, perGroup, inodes(all, fragments, count));
        if (count > 1 && groups.length(count - 1) < groups.first(0) + PER_BLOCK) {
            long fewer = (long) (count - 1) * perGroup;
            return new Groups(size, fewer, count - 1, perGroup, inodes(all, fewer, count - 1));
        }
        return groups;
    }

    private static int inodes(long all, long fragments, int count) {
        long each = Math.ceilDiv(Math.max(all, fragments / FRAGMENTS_PER_INODE), Math.max(count, 1));
        return (int) Math.min(Math.ceilDiv(each, INODES_PER_BLOCK) * INODES_PER_BLOCK, MOST_INODES);
    }

    private boolean holds(long data, long all) {
        return count > 0 && length(0) >= first(0) && data() >= data && (long) count * inodes >= all;
    }

    /** Fragments for files. */
    long data() {
        return fragments - (long) count * (afterInodes() - SUPERBLOCK) - SUPERBLOCK - summary();
    }

    /** Fragments of a group. */
    int length(int group) {
        return (int) Math.min(perGroup, fragments - (long) group * perGroup);
    }

    /** Where, in a group, what follows its inodes is. */
    int afterInodes() {
        return INODES + inodes / INODES_PER_BLOCK * PER_BLOCK;
    }

    /** Fragments of the summary of all groups, which follows the first group's inodes. */
    int summary() {
        return Math.ceilDiv(count * SUMMARY, FRAGMENT);
    }

    /** Where, in a group, files can be. */
    int first(int group) {
        return afterInodes() + (group == 0 ? summary() : 0);
    }

    /** Where an inode lies on the disk, bytes. */
    long inodeAt(int number) {
        long table = (long) (number / inodes) * perGroup + INODES;
        return table * FRAGMENT + (long) (number % inodes) * INODE;
    }
}
