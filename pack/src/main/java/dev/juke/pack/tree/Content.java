/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a file: a whole file of this host, or a part of one, as of an archive that lies there unpacked.
 *
 * @param file where they lie
 * @param offset where they begin there, in bytes
 * @param size how many they are, in bytes
 */
public record Content(Path file, long offset, long size) {
    /** A whole file. */
    public static Content of(Path file) throws IOException {
        return new Content(file, 0, Files.size(file));
    }

    /** The bytes, from the first to the last, or fewer when the file has become shorter. */
    public InputStream open() throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        channel.position(offset);
        return new BufferedInputStream(new Part(Channels.newInputStream(channel), size), 1 << 16);
    }
}
