/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ext;

import dev.juke.pack.disk.Kind;
import dev.juke.pack.tree.Permissions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** An empty journal (Linux Documentation/filesystems/ext4, "Journal (jbd2)"; its numbers are big-endian). */
final class Journal {
    /** Its inode. */
    static final int INODE = 8;
    /** The fewest blocks that the kernel takes (JBD2_MIN_JOURNAL_BLOCKS). */
    static final int BLOCKS = 1024;

    private static final int MAGIC = 0xc03b3998;
    /** A superblock of the second version. */
    private static final int SUPERBLOCK = 4;

    private static final Permissions OWNER = new Permissions(0600, 0, 0);

    private Journal() {}

    static Inode write(Blocks blocks) throws IOException {
        List<Run> runs = blocks.take(BLOCKS);
        ByteBuffer bytes = ByteBuffer.allocate(Geometry.BLOCK);
        bytes.putInt(0, MAGIC)
                .putInt(4, SUPERBLOCK)
                .putInt(12, Geometry.BLOCK)
                .putInt(16, BLOCKS)
                // The log begins in block 1, with transaction 1, and is empty.
                .putInt(20, 1)
                .putInt(24, 1)
                .put(48, Superblock.UUID)
                .putInt(64, 1);
        blocks.write(runs.getFirst().start() * Geometry.BLOCK, bytes);
        return new Inode(Kind.FILE, OWNER, 1, (long) BLOCKS * Geometry.BLOCK, new Extents().map(runs, blocks));
    }
}
