/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ffs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The superblock of UFS1 (NetBSD sys/ufs/ffs/fs.h, struct fs). What is for disks that turn is as makefs sets it. */
final class Superblock {
    private static final int LENGTH = 2048;
    private static final int MAGIC = 0x011954;
    /** The disk's number: it must not be by chance. */
    private static final int ID = 0x6a756b65;

    private static final int BLOCK_SHIFT = 13;
    private static final int FRAGMENT_SHIFT = 10;
    private static final int SECTORS = Groups.FRAGMENT / 512;
    /** The counts are in their new place, too (FS_FLAGS_UPDATED). */
    private static final byte UPDATED = (byte) 0x80;

    private final Groups groups;
    private final int description;
    private final int time;

    /** For a disk whose groups' descriptions have so many bytes. */
    Superblock(Groups groups, int description, int time) {
        this.groups = groups;
        this.description = Math.ceilDiv(description, Groups.FRAGMENT) * Groups.FRAGMENT;
        this.time = time;
    }

    ByteBuffer bytes(Summary all) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(8).putInt(Groups.SUPERBLOCK).putInt(Groups.DESCRIPTION).putInt(Groups.INODES);
        bytes.putInt(groups.afterInodes()).putInt(0).putInt(-1).putInt(time);
        bytes.putInt((int) groups.fragments()).putInt((int) groups.data()).putInt(groups.count());
        bytes.putInt(Groups.BLOCK).putInt(Groups.FRAGMENT).putInt(Groups.PER_BLOCK);
        // Room that only root may use, per cent; sixty turns a second.
        bytes.putInt(5).putInt(0).putInt(60);
        bytes.putInt(-Groups.BLOCK).putInt(-Groups.FRAGMENT).putInt(BLOCK_SHIFT).putInt(FRAGMENT_SHIFT);
        bytes.putInt(1)
                .putInt(Placement.LISTED)
                .putInt(BLOCK_SHIFT - FRAGMENT_SHIFT)
                .putInt(1);
        bytes.putInt(LENGTH).putInt(0).putInt(0);
        bytes.putInt(Placement.LISTED)
                .putInt(Groups.BLOCK / Groups.INODE)
                .putInt(SECTORS)
                .putInt(0);
        int sectors = groups.perGroup() * SECTORS;
        bytes.putInt(sectors).putInt(1).putInt(0).putInt(time).putInt(ID);
        bytes.putInt(groups.afterInodes())
                .putInt(groups.summary() * Groups.FRAGMENT)
                .putInt(description);
        bytes.putInt(0).putInt(sectors).putInt(sectors).putInt(groups.count()).putInt(1);
        bytes.putInt(groups.inodes()).putInt(groups.perGroup());
        all.put(bytes);
        // Not modified, clean.
        bytes.put((byte) 0).put((byte) 1).put((byte) 0).put(UPDATED);
        bytes.putInt(860, Groups.BLOCK).putLong(1000, Groups.BLOCK);
        all.putLong(bytes.position(1008));
        bytes.putLong(1072, time).putLong(1080, groups.fragments()).putLong(1088, groups.data());
        bytes.putLong(1096, groups.afterInodes());
        // What a file and a directory are expected to be like.
        bytes.putInt(1196, 16384).putInt(1200, 64);
        bytes.putInt(1320, Disk.SHORT).putInt(1324, 2).putLong(1328, largest());
        bytes.putLong(1336, Groups.BLOCK - 1).putLong(1344, Groups.FRAGMENT - 1);
        return bytes.putInt(1356, 1).putInt(1360, 1).putInt(1372, MAGIC);
    }

    /** Bytes of the largest file. */
    private static long largest() {
        long listed = Placement.LISTED;
        long blocks = Placement.DIRECT + listed + listed * listed + listed * listed * listed;
        return blocks * Groups.BLOCK - 1;
    }
}
