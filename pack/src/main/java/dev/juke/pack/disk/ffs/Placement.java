/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ffs;

/**
 * Where the content of a file is: twelve blocks, a list of blocks, a list of lists (NetBSD sys/ufs/ufs/dinode.h). The last block of a
 * file that needs no list has as few fragments as it needs.
 */
final class Placement {
    /** Blocks that the inode itself knows. */
    static final int DIRECT = 12;
    /** Blocks that a list knows. */
    static final int LISTED = Groups.BLOCK / Integer.BYTES;

    private final int[] blocks;
    private final int[] lists;
    private final int fragments;

    private Placement(int[] blocks, int[] lists, int fragments) {
        this.blocks = blocks;
        this.lists = lists;
        this.fragments = fragments;
    }

    /** Takes what so many bytes need. */
    static Placement of(long size, Fragments disk) {
        int[] blocks = new int[Math.toIntExact(Math.ceilDiv(size, (long) Groups.BLOCK))];
        int tail = (int) Math.ceilDiv(size - Math.max(blocks.length - 1, 0) * (long) Groups.BLOCK, Groups.FRAGMENT);
        for (int i = 0; i < blocks.length; i++) {
            boolean partial = i + 1 == blocks.length && blocks.length <= DIRECT;
            blocks[i] = disk.take(partial ? tail : Groups.PER_BLOCK);
        }
        int[] lists = new int[lists(blocks.length)];
        for (int i = 0; i < lists.length; i++) {
            lists[i] = disk.take(Groups.PER_BLOCK);
        }
        int whole = blocks.length <= DIRECT && blocks.length > 0 ? blocks.length - 1 : blocks.length;
        int fragments = (whole + lists.length) * Groups.PER_BLOCK + (whole < blocks.length ? tail : 0);
        return new Placement(blocks, lists, fragments);
    }

    private static int lists(int blocks) {
        int listed = blocks - DIRECT;
        if (listed <= 0) {
            return 0;
        }
        return listed <= LISTED ? 1 : 2 + Math.ceilDiv(listed - LISTED, LISTED);
    }

    /** Fragments that were taken, lists included. */
    int fragments() {
        return fragments;
    }

    /** The first fragment of each block. */
    int[] blocks() {
        return blocks;
    }

    /** The first fragment of each list: that of blocks, the list of lists, and those that it lists. */
    int[] lists() {
        return lists;
    }
}
