/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ext;

import dev.juke.pack.disk.DiskSize;

/**
 * How a disk is divided: groups of 32768 blocks, each of which begins with its bitmaps and its part of the inode table (Linux
 * Documentation/filesystems/ext4, "Layout"). Groups 0, 1 and the powers of 3, 5 and 7 begin with a copy of the superblock and the group
 * descriptors.
 *
 * @param size of the image, bytes
 * @param groups how many
 * @param blocks how many are used; a last group too short for its own tables is left out
 * @param inodesPerGroup a multiple of what a block holds
 */
record Geometry(long size, int groups, long blocks, int inodesPerGroup) {
    /** Bytes of a block: what every guest takes. */
    static final int BLOCK = 4096;
    /** Bytes of an inode, as mke2fs makes them: times after 2038 fit. */
    static final int INODE = 256;
    /** Blocks of a group: as many as a block has bits. */
    static final int GROUP = 8 * BLOCK;
    /** Bytes of a group descriptor. */
    static final int DESCRIPTOR = 32;

    /** The first inode that a file may have: those below are the file system's. */
    static final int FIRST_INODE = 11;

    private static final int INODES_PER_BLOCK = BLOCK / INODE;
    /** mke2fs's ratio for disks of this size: an inode for 16 KiB. */
    private static final int BLOCKS_PER_INODE = 4;
    /** A last group with fewer blocks for files is not worth its tables. */
    private static final int LEAST = 16;

    private static final long MIB = 1 << 20;
    /** 8 TiB: block numbers stay positive. */
    private static final long LARGEST = BLOCK * (long) Integer.MAX_VALUE;

    /**
     * The disk for so many files.
     *
     * @param size what was asked for, bytes; 0 for what is needed, an eighth more and 4 MiB, in whole MiB
     * @param data blocks that the files need
     * @param inodes that the files need, those of the file system included
     */
    static Geometry fit(long size, long data, long inodes) {
        if (size == 0) {
            return smallest(data + data / 8 + 4 * MIB / BLOCK, inodes + inodes / 8);
        }
        check(size);
        Geometry given = of(size, inodes);
        if (!given.holds(data, inodes)) {
            throw DiskSize.tooSmall(size, smallest(data, inodes).size);
        }
        return given;
    }

    private static void check(long size) {
        DiskSize.check(size, LARGEST);
    }

    private static Geometry smallest(long data, long inodes) {
        long size = 0;
        Geometry geometry;
        do {
            // At least one more, and never less than what is missing.
            long missing = size == 0 ? data : Math.max(data - of(size, inodes).data(), 1);
            size += (missing * BLOCK + MIB - 1) / MIB * MIB;
            check(size);
            geometry = of(size, inodes);
        } while (!geometry.holds(data, inodes));
        return geometry;
    }

    private static Geometry of(long size, long inodes) {
        long blocks = size / BLOCK;
        int groups = Math.toIntExact((blocks + GROUP - 1) / GROUP);
        Geometry all = new Geometry(size, groups, blocks, perGroup(inodes, blocks, groups));
        if (groups > 1 && all.length(groups - 1) < all.overhead(groups - 1) + LEAST) {
            blocks = (groups - 1L) * GROUP;
            return new Geometry(size, groups - 1, blocks, perGroup(inodes, blocks, groups - 1));
        }
        return all;
    }

    private static int perGroup(long inodes, long blocks, int groups) {
        long all = Math.max(inodes, blocks / BLOCKS_PER_INODE);
        long each = groups == 0 ? 0 : (all + groups - 1) / groups;
        each = (each + INODES_PER_BLOCK - 1) / INODES_PER_BLOCK * INODES_PER_BLOCK;
        return Math.clamp(each, INODES_PER_BLOCK, GROUP);
    }

    private boolean holds(long data, long inodes) {
        return groups > 0 && data() >= data && inodes() >= inodes && length(0) >= overhead(0);
    }

    /** Inodes in all. */
    long inodes() {
        return (long) groups * inodesPerGroup;
    }

    /** Blocks for files, in all groups. */
    private long data() {
        long sum = blocks;
        for (int group = 0; group < groups; group++) {
            sum -= overhead(group);
        }
        return sum;
    }

    /** Where a group begins. */
    long first(int group) {
        return (long) group * GROUP;
    }

    /** Blocks of a group. */
    int length(int group) {
        return (int) Math.min(GROUP, blocks - first(group));
    }

    /** Blocks of a group before those for files. */
    int overhead(int group) {
        return bitmaps(group) + 2 + table();
    }

    /** Where, in its group, the bitmap of blocks is; that of inodes and the inode table follow. */
    int bitmaps(int group) {
        return hasSuperblock(group) ? 1 + descriptors() : 0;
    }

    /** Blocks of a group's part of the inode table. */
    private int table() {
        return inodesPerGroup / INODES_PER_BLOCK;
    }

    /** Blocks of all group descriptors. */
    private int descriptors() {
        return (int) (((long) groups * DESCRIPTOR + BLOCK - 1) / BLOCK);
    }

    /** Whether a group begins with a superblock. */
    boolean hasSuperblock(int group) {
        return group <= 1 || isPower(group, 3) || isPower(group, 5) || isPower(group, 7);
    }

    private static boolean isPower(int number, int base) {
        long power = base;
        while (power < number) {
            power *= base;
        }
        return power == number;
    }

    /** Where an inode lies on the disk, bytes. */
    long inodeAt(int number) {
        int group = (number - 1) / inodesPerGroup;
        long table = first(group) + bitmaps(group) + 2;
        return table * BLOCK + (long) ((number - 1) % inodesPerGroup) * INODE;
    }
}
