/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a directory holds, in the order in which it is added. Entries do not cross blocks; the last one of each reaches to its end. */
public final class Listing {
    /** Inode number, length of the entry, kind and length of the name. Bytes. */
    private static final int HEADER = 8;

    private static final int LENGTH_AT = 4;
    private static final int ALIGNMENT = 4;

    private final Style style;
    private final int inode;
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream(64);
    /** Its own "." and its parent's entry, or its own ".." in the root. */
    private int links = 2;

    private int room;

    /** How entries are written. */
    public enum Style {
        /** In blocks of 4096 bytes (Linux fs/ext4/ext4.h, struct ext4_dir_entry_2). */
        EXT(4096, 0),
        /** In blocks of 512 bytes, names with a zero at their end (NetBSD sys/ufs/ufs/dir.h, struct direct). */
        UFS(512, 1);

        private final int block;
        private final int end;

        Style(int block, int end) {
            this.block = block;
            this.end = end;
        }

        /** Two bytes: the name's length and the kind, or the kind and the name's length. */
        private int lengthAndKind(int length, Kind kind) {
            return switch (this) {
                case EXT -> length | ext(kind) << Byte.SIZE;
                case UFS -> kind.number() | length << Byte.SIZE;
            };
        }

        /** EXT4_FT_REG_FILE, EXT4_FT_DIR, EXT4_FT_SYMLINK. */
        private static int ext(Kind kind) {
            return switch (kind) {
                case FILE -> 1;
                case DIRECTORY -> 2;
                case LINK -> 7;
            };
        }
    }

    /** A directory with an inode, in another (the root: in itself). */
    public Listing(Style style, int inode, int parent) {
        this.style = style;
        this.inode = inode;
        this.room = style.block;
        put(inode, new byte[] {'.'}, Kind.DIRECTORY);
        put(parent, new byte[] {'.', '.'}, Kind.DIRECTORY);
    }

    /** Its inode's number. */
    public int inode() {
        return inode;
    }

    /** How many entries lead to it. */
    public int links() {
        return links;
    }

    /** Adds an entry. */
    public void add(int number, byte[] name, Kind kind) {
        links += kind == Kind.DIRECTORY ? 1 : 0;
        put(number, name, kind);
    }

    private void put(int number, byte[] name, Kind kind) {
        int length = Math.ceilDiv(HEADER + name.length + style.end, ALIGNMENT) * ALIGNMENT;
        if (length > room) {
            entries.writeBytes(new byte[room]);
            room = style.block;
        }
        room -= length;
        entries.writeBytes(ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .putShort((short) length)
                .putShort((short) style.lengthAndKind(name.length, kind))
                .put(name)
                .array());
    }

    /** Bytes of its blocks. */
    public int size() {
        return Math.ceilDiv(entries.size(), style.block) * style.block;
    }

    /** Its blocks. */
    public byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(size()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, entries.toByteArray());
        for (int block = 0; block < bytes.capacity(); block += style.block) {
            int end = block + style.block;
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
