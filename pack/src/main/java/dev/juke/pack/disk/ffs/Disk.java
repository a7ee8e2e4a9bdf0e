/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ffs;

import dev.juke.pack.disk.DiskFile;
import dev.juke.pack.disk.Inodes;
import dev.juke.pack.disk.Kind;
import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.Permissions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** Writes contents and inodes (NetBSD sys/ufs/ufs/dinode.h, struct ufs1_dinode). */
final class Disk {
    /** A link with a shorter target, bytes, has it in its inode. */
    static final int SHORT = (Placement.DIRECT + 3) * Integer.BYTES;

    private static final int MAP = 40;
    private static final int SECTORS = Groups.FRAGMENT / 512;

    private final FileChannel channel;
    private final Groups groups;
    private final Fragments fragments;
    private final int time;

    Disk(FileChannel channel, Groups groups, Fragments fragments, int time) {
        this.channel = channel;
        this.groups = groups;
        this.fragments = fragments;
        this.time = time;
    }

    /** Writes a file whose content is in memory: a directory, or a link. */
    void write(Inodes.Inode inode, int links, byte[] bytes) throws IOException {
        Placement placement = Placement.of(bytes.length, fragments);
        for (int i = 0; i < placement.blocks().length; i++) {
            int from = i * Groups.BLOCK;
            byte[] block = Arrays.copyOfRange(bytes, from, Math.min(from + Groups.BLOCK, bytes.length));
            put(ByteBuffer.wrap(block), placement.blocks()[i]);
        }
        put(inode, inode(inode, links, bytes.length, placement));
    }

    /** Writes a link whose target is in its inode. */
    void link(Inodes.Inode inode, byte[] target) throws IOException {
        put(inode, inode(inode, 1, target.length, Placement.of(0, fragments)).put(MAP, target));
    }

    /** Writes a file. */
    void file(Inodes.Inode inode, Content content) throws IOException {
        Placement placement = Placement.of(content.size(), fragments);
        int[] blocks = placement.blocks();
        for (int from = 0, to; from < blocks.length; from = to) {
            to = from + 1;
            while (to < blocks.length && blocks[to] == blocks[to - 1] + Groups.PER_BLOCK) {
                to++;
            }
            long start = (long) from * Groups.BLOCK;
            long count = Math.min((long) to * Groups.BLOCK, content.size()) - start;
            DiskFile.copy(content, start, count, channel, (long) blocks[from] * Groups.FRAGMENT);
        }
        put(inode, inode(inode, inode.names(), content.size(), placement));
    }

    private ByteBuffer inode(Inodes.Inode of, int links, long size, Placement placement) throws IOException {
        Permissions permissions = of.permissions();
        ByteBuffer inode = ByteBuffer.allocate(Groups.INODE).order(ByteOrder.LITTLE_ENDIAN);
        inode.putShort(0, (short) Kind.of(of.node()).mode(permissions.mode()))
                .putShort(2, (short) links)
                .putLong(8, size)
                .putInt(16, time)
                .putInt(24, time)
                .putInt(32, time)
                .putInt(104, placement.fragments() * SECTORS)
                .putInt(112, (int) permissions.uid())
                .putInt(116, (int) permissions.gid());
        int[] blocks = placement.blocks();
        for (int i = 0; i < Math.min(blocks.length, Placement.DIRECT); i++) {
            inode.putInt(MAP + i * Integer.BYTES, blocks[i]);
        }
        int[] lists = placement.lists();
        for (int i = 0; i < Math.min(lists.length, 2); i++) {
            inode.putInt(MAP + (Placement.DIRECT + i) * Integer.BYTES, lists[i]);
        }
        lists(blocks, lists);
        return inode;
    }

    private void lists(int[] blocks, int[] lists) throws IOException {
        if (lists.length > 1) {
            list(lists, 2, lists[1]);
        }
        int from = Placement.DIRECT;
        for (int i = 0; i < lists.length; i++) {
            if (i != 1) {
                list(blocks, from, lists[i]);
                from += Placement.LISTED;
            }
        }
    }

    /** Writes a list of numbers from one of them on. */
    private void list(int[] numbers, int from, int place) throws IOException {
        ByteBuffer list = ByteBuffer.allocate(Groups.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = from; i < numbers.length && list.hasRemaining(); i++) {
            list.putInt(numbers[i]);
        }
        put(list, place);
    }

    private void put(Inodes.Inode inode, ByteBuffer bytes) throws IOException {
        DiskFile.write(bytes, channel, groups.inodeAt(inode.number()));
    }

    private void put(ByteBuffer bytes, int fragment) throws IOException {
        DiskFile.write(bytes, channel, (long) fragment * Groups.FRAGMENT);
    }
}
