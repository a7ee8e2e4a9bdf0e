/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk;

import dev.juke.pack.tree.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** Writes to a disk image: a file that is zero, and has holes, where nothing was put. */
public final class DiskFile {
    private DiskFile() {}

    /** Writes all of a buffer, from its beginning. */
    public static void write(ByteBuffer bytes, FileChannel disk, long position) throws IOException {
        bytes.clear();
        long at = position;
        while (bytes.hasRemaining()) {
            at += disk.write(bytes, at);
        }
    }

    /**
     * Copies some of a content, within the kernel where that can.
     *
     * @param from the first byte of the content that is copied
     * @param count how many bytes
     */
    public static void copy(Content content, long from, long count, FileChannel disk, long position)
            throws IOException {
        try (FileChannel in = FileChannel.open(content.file(), StandardOpenOption.READ)) {
            disk.position(position);
            for (long done = 0; done < count; ) {
                long copied = in.transferTo(content.offset() + from + done, count - done, disk);
                if (copied == 0) {
                    throw new IOException(content.file() + " became shorter while it was read");
                }
                done += copied;
            }
        }
    }

    /** Makes an image as long as it is to be. */
    public static void extend(FileChannel disk, long size) throws IOException {
        if (disk.size() < size) {
            write(ByteBuffer.allocate(1), disk, size - 1);
        }
    }
}
