/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ffs;

import dev.juke.pack.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Writes superblocks, the groups' descriptions and their summary (NetBSD sys/ufs/ffs/fs.h, struct fs and struct cg). */
final class Descriptions {
    /** Where the first superblock is, bytes (SBLOCK_UFS1). */
    private static final int SUPERBLOCK_AT = 8192;

    private static final int GROUP_MAGIC = 0x090255;
    /** Where a description's bitmaps begin, bytes. */
    private static final int BITMAPS = 174;

    private static final int RUNS_AT = 52;

    private final FileChannel channel;
    private final Groups groups;
    private final Fragments fragments;
    private final int time;

    Descriptions(FileChannel channel, Groups groups, Fragments fragments, int time) {
        this.channel = channel;
        this.groups = groups;
        this.fragments = fragments;
        this.time = time;
    }

    /**
     * Writes all.
     *
     * @param inodes how many are used: the first ones
     * @param directories how many each group's inodes have
     */
    void write(int inodes, int[] directories) throws IOException {
        Summary all = new Summary(0, 0, 0, 0);
        ByteBuffer summaries = allocate(groups.summary() * Groups.FRAGMENT);
        for (int group = 0; group < groups.count(); group++) {
            Summary one = describe(
                    group, Math.clamp(inodes - (long) group * groups.inodes(), 0, groups.inodes()), directories[group]);
            one.put(summaries);
            all = all.plus(one);
        }
        put(summaries, groups.afterInodes());
        Superblock superblock = new Superblock(groups, bitmapEnd(), time);
        DiskFile.write(superblock.bytes(all), channel, SUPERBLOCK_AT);
        for (int group = 0; group < groups.count(); group++) {
            put(superblock.bytes(all), group * groups.perGroup() + Groups.SUPERBLOCK);
        }
    }

    private int freeAt() {
        return BITMAPS + groups.inodes() / Byte.SIZE;
    }

    /** Bytes of a description. */
    private int bitmapEnd() {
        return freeAt() + groups.perGroup() / Byte.SIZE;
    }

    private Summary describe(int group, int usedInodes, int directories) throws IOException {
        ByteBuffer bytes = allocate(Groups.BLOCK);
        for (int i = 0; i < usedInodes; i++) {
            set(bytes, BITMAPS, i);
        }
        int start = group * groups.perGroup();
        int blocks = 0;
        int partial = 0;
        for (int block = 0; block < groups.length(group); block += Groups.PER_BLOCK) {
            int free = free(bytes, start, block);
            blocks += free == Groups.PER_BLOCK ? 1 : 0;
            partial += free == Groups.PER_BLOCK ? 0 : free;
        }
        Summary summary = new Summary(directories, blocks, groups.inodes() - usedInodes, partial);
        bytes.putInt(4, GROUP_MAGIC)
                .putInt(8, time)
                .putInt(12, group)
                .putShort(16, (short) 1)
                .putShort(18, (short) groups.inodes())
                .putInt(20, groups.length(group));
        summary.put(bytes.position(24));
        bytes.putInt(84, BITMAPS - 6).putInt(88, BITMAPS - 2).putInt(92, BITMAPS);
        bytes.putInt(96, freeAt()).putInt(100, bitmapEnd());
        put(bytes, start + Groups.DESCRIPTION);
        return summary;
    }

    /** Marks the free fragments of a block, counts them, and, in one that is partly taken, how many are side by side. */
    private int free(ByteBuffer bytes, int start, int block) {
        int free = 0;
        int run = 0;
        for (int i = block; i <= block + Groups.PER_BLOCK; i++) {
            if (i < block + Groups.PER_BLOCK && fragments.isFree(start + i)) {
                set(bytes, freeAt(), i);
                free++;
                run++;
            } else {
                count(bytes, run);
                run = 0;
            }
        }
        return free;
    }

    private static void count(ByteBuffer bytes, int run) {
        if (run > 0 && run < Groups.PER_BLOCK) {
            int at = RUNS_AT + run * Integer.BYTES;
            bytes.putInt(at, bytes.getInt(at) + 1);
        }
    }

    private static void set(ByteBuffer bytes, int from, int bit) {
        int at = from + bit / Byte.SIZE;
        bytes.put(at, (byte) (bytes.get(at) | 1 << bit % Byte.SIZE));
    }

    private static ByteBuffer allocate(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void put(ByteBuffer bytes, int fragment) throws IOException {
        DiskFile.write(bytes, channel, (long) fragment * Groups.FRAGMENT);
    }
}
