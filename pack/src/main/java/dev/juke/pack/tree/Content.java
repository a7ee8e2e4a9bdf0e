/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import dev.juke.image.BoundedInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a file: a whole file of this host, or a part of one, as of an archive that lies there unpacked. Files of a tree that have
 * the very same object are names of one file: hard links.
 *
 * @param file where they lie
 * @param offset where they begin there, in bytes
 * @param size how many they are, in bytes
 */
public record Content(Path file, long offset, long size) {
    private static final int BUFFER = 1 << 17;

    /** A whole file. */
    public static Content of(Path file) throws IOException {
        return new Content(file, 0, Files.size(file));
    }

    /** Writes the bytes; fails when the file has become shorter. */
    public void copyTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[Math.clamp(size, 1, BUFFER)];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long position = offset;
            while (position < offset + size) {
                int wanted = (int) Math.min(buffer.length, offset + size - position);
                int got = channel.read(ByteBuffer.wrap(buffer, 0, wanted), position);
                if (got < 0) {
                    throw new IOException(file + " changed its size while it was read");
                }
                out.write(buffer, 0, got);
                position += got;
            }
        }
    }

    /** The bytes, from the first to the last, or fewer when the file has become shorter. */
    public InputStream open() throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        channel.position(offset);
        return new BufferedInputStream(new BoundedInputStream(Channels.newInputStream(channel), size), BUFFER);
    }
}
