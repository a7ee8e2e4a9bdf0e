/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ext;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The map of ext2: twelve block numbers in the inode, then a block of numbers, a block of blocks of numbers, and a block of those
 * (Linux Documentation/filesystems/ext4, "Direct/Indirect Block Addressing").
 */
final class BlockLists implements BlockMap {
    private static final int DIRECT = 12;
    private static final int DEEPEST = 3;
    /** Numbers in a block. */
    private static final int NUMBERS = Geometry.BLOCK / Integer.BYTES;

    @Override
    public Inode.Map map(List<Run> runs, Blocks blocks) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Inode.MAP).order(ByteOrder.LITTLE_ENDIAN);
        Numbers numbers = new Numbers(runs);
        for (int i = 0; i < DIRECT && numbers.left > 0; i++) {
            bytes.putInt(numbers.next());
        }
        for (int depth = 1; depth <= DEEPEST && numbers.left > 0; depth++) {
            bytes.putInt((int) list(depth, numbers, blocks));
        }

        return new Inode.Map(bytes, 0, BlockMap.length(runs) + numbers.lists);
    }

    private static long list(int depth, Numbers numbers, Blocks blocks) throws IOException {
        long place = blocks.take();
        numbers.lists++;
        ByteBuffer list = Blocks.block();
        for (int i = 0; i < NUMBERS && numbers.left > 0; i++) {
            list.putInt(depth == 1 ? numbers.next() : (int) list(depth - 1, numbers, blocks));
        }
        blocks.write(place * Geometry.BLOCK, list);
        return place;
    }

    @Override
    public long cost(long count) {
        if (count <= DIRECT) {
            return 0;
        }
        long lists = count / NUMBERS + 1;
        long listsOfLists = count <= DIRECT + NUMBERS ? 0 : count / NUMBERS / NUMBERS + 2;
        return lists + listsOfLists;
    }

    /** The numbers of runs' blocks, one after the other. */
    private static final class Numbers {
        private final List<Run> runs;
        private int run;
        private int at;
        private long left;
        private long lists;

        Numbers(List<Run> runs) {
            this.runs = runs;
            this.left = BlockMap.length(runs);
        }

        int next() {
            if (at == runs.get(run).length()) {
                run++;
                at = 0;
            }
            left--;
            return (int) (runs.get(run).start() + at++);
        }
    }
}
