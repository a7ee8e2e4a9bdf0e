/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ext;

import dev.juke.pack.disk.Kind;
import dev.juke.pack.tree.Permissions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An inode (struct ext4_inode, which is that of ext2 with more behind).
 *
 * @param kind what it is
 * @param permissions whose it is
 * @param links how many names it has
 * @param size bytes of its content
 * @param map where the content is
 */
record Inode(Kind kind, Permissions permissions, int links, long size, Map map) {
    /** Bytes of an inode that say where its content is; a short link has its target there. */
    static final int MAP = 60;

    private static final int SECTORS_PER_BLOCK = Geometry.BLOCK / 512;
    /** Bytes that are used of those which ext2's inode did not have. */
    private static final int EXTRA = 32;

    private static final int ID_BITS = 16;

    /**
     * Where the content of an inode is.
     *
     * @param bytes of the inode, {@link Inode#MAP} or fewer
     * @param flags of the inode
     * @param blocks that are taken, those of the map included
     */
    record Map(ByteBuffer bytes, int flags, long blocks) {}

    /** What stands on the disk; {@code time} in seconds since 1970. */
    ByteBuffer bytes(long time) {
        ByteBuffer bytes = Blocks.block().slice(0, Geometry.INODE).order(ByteOrder.LITTLE_ENDIAN);
        long sectors = map.blocks * SECTORS_PER_BLOCK;
        bytes.putShort(0, (short) kind.mode(permissions.mode()))
                .putShort(2, (short) permissions.uid())
                .putInt(4, (int) size)
                .putInt(8, (int) time)
                .putInt(12, (int) time)
                .putInt(16, (int) time)
                .putShort(24, (short) permissions.gid())
                .putShort(26, (short) links)
                .putInt(28, (int) sectors)
                .putInt(32, map.flags)
                .put(40, map.bytes, 0, map.bytes.capacity())
                .putInt(108, (int) (size >>> Integer.SIZE))
                .putShort(116, (short) (sectors >>> Integer.SIZE))
                .putShort(120, (short) (permissions.uid() >>> ID_BITS))
                .putShort(122, (short) (permissions.gid() >>> ID_BITS))
                .putShort(128, (short) EXTRA);
        // A time is 32 bits with a sign; the lowest bits of what is beyond them say how often to add 2^32.
        int beyond = (int) ((time - (int) time) >>> Integer.SIZE);
        bytes.putInt(132, beyond).putInt(136, beyond).putInt(140, beyond);
        return bytes.putInt(144, (int) time).putInt(148, beyond);
    }
}
