/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ext;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a directory holds: entries in the order in which they are added, none of which crosses a block (struct ext4_dir_entry_2). */
final class Listing {
    /** Inode number, length of the entry, length of the name, kind. Bytes. */
    private static final int HEADER = 8;

    private static final int LENGTH_AT = 4;
    private static final int ALIGNMENT = 4;

    private final int inode;
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream(64);
    /** Its own "." and its parent's entry, or its own ".." in the root. */
    private int links = 2;
    /** What is left of the last block, bytes. */
    private int room = Geometry.BLOCK;

    Listing(int inode, int parent) {
        this.inode = inode;
        put(inode, new byte[] {'.'}, Kind.DIRECTORY);
        put(parent, new byte[] {'.', '.'}, Kind.DIRECTORY);
    }

    int inode() {
        return inode;
    }

    int links() {
        return links;
    }

    /** Adds an entry. */
    void add(int number, byte[] name, Kind kind) {
        links += kind == Kind.DIRECTORY ? 1 : 0;
        put(number, name, kind);
    }

    private void put(int number, byte[] name, Kind kind) {
        int length = (HEADER + name.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (length > room) {
            entries.writeBytes(new byte[room]);
            room = Geometry.BLOCK;
        }
        room -= length;
        entries.writeBytes(ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .putShort((short) length)
                .put((byte) name.length)
                .put((byte) kind.entry)
                .put(name)
                .array());
    }

    /** Blocks that it needs. */
    int blocks() {
        return (entries.size() + Geometry.BLOCK - 1) / Geometry.BLOCK;
    }

    /** Its blocks; the last entry of each reaches to the block's end. */
    byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(blocks() * Geometry.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, entries.toByteArray());
        for (int block = 0; block < bytes.capacity(); block += Geometry.BLOCK) {
            int end = block + Geometry.BLOCK;
            int entry = block;
            int length = bytes.getShort(entry + LENGTH_AT);
            while (entry + length + HEADER <= end && bytes.getShort(entry + length + LENGTH_AT) != 0) {
                entry += length;
                length = bytes.getShort(entry + LENGTH_AT);
            }
            bytes.putShort(entry + LENGTH_AT, (short) (end - entry));
        }
        return bytes.array();
    }
}
