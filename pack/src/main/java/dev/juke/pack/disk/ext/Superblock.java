/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ext;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Writes what describes a disk: superblocks, group descriptors, bitmaps (Linux Documentation/filesystems/ext4, "Global Structures"). */
final class Superblock {
    /** What the disk is called: a disk is one of a guest, so one name is enough, and it must not be by chance. */
    static final byte[] UUID = HexFormat.of().parseHex("6a756b65726f8f7480667365787432fa");

    /** Where the first one is, bytes; a boot sector may precede it. */
    private static final int AT = 1024;

    /** 2 to the power of 10 and this is the size of a block. */
    private static final int LOG_BLOCK = 2;

    private final Flavour flavour;
    private final Geometry geometry;
    private final Blocks blocks;
    private final long time;
    private final int inodes;
    private final int[] directories;

    /**
     * For a disk on which all files are.
     *
     * @param inodes how many are used: the first ones
     * @param directories how many each group's part of the inode table has
     */
    Superblock(Flavour flavour, Geometry geometry, Blocks blocks, long time, int inodes, int[] directories) {
        this.flavour = flavour;
        this.geometry = geometry;
        this.blocks = blocks;
        this.time = time;
        this.inodes = inodes;
        this.directories = directories;
    }

    /** Writes everything; {@code journal} is the journal's inode. */
    void write(@Nullable Inode journal) throws IOException {
        ByteBuffer descriptors =
                ByteBuffer.allocate(geometry.groups() * Geometry.DESCRIPTOR).order(ByteOrder.LITTLE_ENDIAN);
        long free = 0;
        for (int group = 0; group < geometry.groups(); group++) {
            free += describe(group, descriptors.position(group * Geometry.DESCRIPTOR));
        }
        for (int group = 0; group < geometry.groups(); group++) {
            if (geometry.hasSuperblock(group)) {
                long start = geometry.first(group) * Geometry.BLOCK;
                blocks.write(start + (group == 0 ? AT : 0), superblock(group, free, journal));
                blocks.write(start + Geometry.BLOCK, descriptors);
            }
        }
    }

    /** Writes a group's bitmaps and its descriptor, and tells its free blocks. */
    private int describe(int group, ByteBuffer descriptor) throws IOException {
        long bitmaps = geometry.first(group) + geometry.bitmaps(group);
        int used = blocks.used(group);
        int free = geometry.length(group) - used;
        blocks.write(bitmaps * Geometry.BLOCK, bitmap(used, geometry.length(group)));
        int each = geometry.inodesPerGroup();
        int usedInodes = Math.clamp(inodes - (long) group * each, 0, each);
        blocks.write((bitmaps + 1) * Geometry.BLOCK, bitmap(usedInodes, each));
        descriptor.putInt((int) bitmaps).putInt((int) bitmaps + 1).putInt((int) bitmaps + 2);
        descriptor.putShort((short) free).putShort((short) (each - usedInodes)).putShort((short) directories[group]);
        return free;
    }

    /** A block whose first bits are set, and those that stand for nothing. */
    private static ByteBuffer bitmap(int used, int length) {
        BitSet bits = new BitSet(Geometry.GROUP);
        bits.set(0, used);
        bits.set(length, Geometry.GROUP);
        return ByteBuffer.wrap(Arrays.copyOf(bits.toByteArray(), Geometry.BLOCK));
    }

    private ByteBuffer superblock(int group, long free, @Nullable Inode journal) {
        ByteBuffer bytes = ByteBuffer.allocate(AT).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, (int) geometry.inodes())
                .putInt(4, (int) geometry.blocks())
                .putInt(12, (int) free)
                .putInt(16, (int) (geometry.inodes() - inodes))
                .putInt(24, LOG_BLOCK)
                .putInt(28, LOG_BLOCK)
                .putInt(32, Geometry.GROUP)
                .putInt(36, Geometry.GROUP)
                .putInt(40, geometry.inodesPerGroup())
                .putInt(48, (int) time)
                // No check after so many mounts.
                .putShort(54, (short) -1)
                .putShort(56, (short) 0xef53)
                // Clean; goes on after an error; dynamic revision.
                .putShort(58, (short) 1)
                .putShort(60, (short) 1)
                .putInt(64, (int) time)
                .putInt(76, 1)
                .putInt(84, Geometry.FIRST_INODE)
                .putShort(88, (short) Geometry.INODE)
                .putShort(90, (short) group)
                .putInt(92, flavour.compatible)
                .putInt(96, flavour.incompatible)
                .putInt(100, flavour.writable)
                .put(104, UUID)
                .put(236, UUID)
                // Half MD4, should a guest ever sort a directory by hashes.
                .put(252, (byte) 1)
                .putInt(264, (int) time)
                .putShort(348, (short) 32)
                .putShort(350, (short) 32)
                // Hashes of bytes with a sign.
                .putInt(352, 1);
        if (journal != null) {
            bytes.putInt(224, Journal.INODE).put(253, (byte) 1);
            bytes.put(268, journal.map().bytes(), 0, Inode.MAP).putInt(268 + Inode.MAP + 4, (int) journal.size());
        }
        return bytes;
    }
}
