/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.kernel;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * A part of a file, read in small pieces at any place. All kernels that Juke knows are little-endian.
 *
 * @param start where the part begins in the file, in bytes
 * @param size its length in bytes
 * @param where what the file is called in messages
 */
record Window(FileChannel channel, long start, long size, String where) {
    /** Larger pieces are refused: no table of a kernel is. Bytes. */
    private static final int MAX_PIECE = 8 << 20;

    /** The bytes at a place; {@code what} names them for the case that the file ends before. */
    ByteBuffer read(long offset, long length, String what) throws IOException {
        if (!holds(offset, length)) {
            throw JukeException.input(
                    where + " is truncated: its " + what + " lies beyond its end at byte " + size, "get it again");
        }
        if (length > MAX_PIECE) {
            throw JukeException.input(where + " is damaged: its " + what + " has " + length + " bytes", "get it again");
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, start + offset + buffer.position()) < 0) {
                throw JukeException.input(where + " became shorter while it was read", "try again");
            }
        }
        return buffer.flip();
    }

    /** As {@link #read}, copied. */
    byte[] bytes(long offset, long length, String what) throws IOException {
        ByteBuffer buffer = read(offset, length, what);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** The first bytes, fewer when the file is shorter. */
    ByteBuffer first(int length) throws IOException {
        return read(0, Math.min(length, size), "beginning");
    }

    /** Whether the file has bytes there. */
    boolean holds(long offset, long length) {
        return offset >= 0 && length >= 0 && offset <= size && length <= size - offset;
    }

    /** What follows a place. */
    Window from(long offset) {
        return new Window(channel, start + offset, size - offset, where);
    }
}
