/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ext;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The map of ext4: four runs in the inode, or a tree of blocks that hold more (Linux Documentation/filesystems/ext4, "Extent Tree").
 * A node has a header and entries of twelve bytes each; a leaf's are runs, the others' are nodes.
 */
final class Extents implements BlockMap {
    /** The inode's flag that says so, EXT4_EXTENTS_FL. */
    private static final int FLAG = 0x80000;

    private static final short MAGIC = (short) 0xf30a;
    private static final int ENTRY = 12;
    /** Entries in an inode, and in a block. */
    private static final int IN_INODE = Inode.MAP / ENTRY - 1;

    private static final int IN_BLOCK = Geometry.BLOCK / ENTRY - 1;
    /** Blocks that a run has at least, but for the first and last of a file: what a group has for files, with much to spare. */
    private static final int SHORTEST = Geometry.GROUP / 2;

    /**
     * A run or a node.
     *
     * @param file the first of the file's blocks that it is for
     * @param place where it is on the disk
     * @param length blocks of a run; 0 for a node
     */
    private record Entry(long file, long place, int length) {}

    @Override
    public Inode.Map map(List<Run> runs, Blocks blocks) throws IOException {
        List<Entry> level = new ArrayList<>(runs.size());
        long taken = 0;
        for (Run run : runs) {
            level.add(new Entry(taken, run.start(), run.length()));
            taken += run.length();
        }
        int depth = 0;
        for (; level.size() > IN_INODE; depth++) {
            List<Entry> above = new ArrayList<>();
            for (int from = 0; from < level.size(); from += IN_BLOCK) {
                List<Entry> node = level.subList(from, Math.min(from + IN_BLOCK, level.size()));
                ByteBuffer block = Blocks.block();
                write(node, depth, IN_BLOCK, block);
                long place = blocks.take();
                blocks.write(place * Geometry.BLOCK, block);
                above.add(new Entry(node.getFirst().file, place, 0));
                taken++;
            }
            level = above;
        }
        ByteBuffer root = ByteBuffer.allocate(Inode.MAP).order(ByteOrder.LITTLE_ENDIAN);
        write(level, depth, IN_INODE, root);
        return new Inode.Map(root, FLAG, taken);
    }

    private static void write(List<Entry> entries, int depth, int room, ByteBuffer node) {
        node.putShort(MAGIC)
                .putShort((short) entries.size())
                .putShort((short) room)
                .putShort((short) depth);
        node.putInt(0);
        for (Entry entry : entries) {
            node.putInt((int) entry.file);
            // A place has 48 bits, of which a disk of ours uses 31.
            if (depth == 0) {
                node.putShort((short) entry.length).putShort((short) 0).putInt((int) entry.place);
            } else {
                node.putInt((int) entry.place).putInt(0);
            }
        }
    }

    @Override
    public long cost(long count) {
        long entries = count / SHORTEST + 2;
        long nodes = 0;
        while (entries > IN_INODE) {
            entries = (entries + IN_BLOCK - 1) / IN_BLOCK;
            nodes += entries;
        }
        return nodes;
    }
}
