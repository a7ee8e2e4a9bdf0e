/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ext;

import dev.juke.pack.disk.DiskFile;
import dev.juke.pack.tree.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/** The blocks of a disk, taken one after the other from its beginning. */
final class Blocks {
    private final FileChannel disk;
    private final Geometry geometry;
    private long next;

    Blocks(FileChannel disk, Geometry geometry) {
        this.disk = disk;
        this.geometry = geometry;
    }

    /** Takes blocks, as few runs as the groups' tables leave. */
    List<Run> take(long count) {
        List<Run> runs = new ArrayList<>();
        for (long left = count; left > 0; ) {
            int group = (int) (next / Geometry.GROUP);
            if (next == geometry.first(group)) {
                next += geometry.overhead(group);
            }
            long end = geometry.first(group) + geometry.length(group);
            Run run = new Run(next, (int) Math.min(left, end - next));
            if (run.length() > 0) {
                runs.add(run);
            }
            next += run.length();
            left -= run.length();
        }
        return runs;
    }

    /** Takes one block. */
    long take() {
        return take(1).getFirst().start();
    }

    /** How many blocks of a group are taken, its tables included: the first ones. */
    int used(int group) {
        return Math.clamp(next - geometry.first(group), geometry.overhead(group), geometry.length(group));
    }

    /** An empty block. */
    static ByteBuffer block() {
        return ByteBuffer.allocate(Geometry.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Writes all of a buffer, from its beginning. */
    void write(long position, ByteBuffer bytes) throws IOException {
        DiskFile.write(bytes, disk, position);
    }

    /** Writes bytes to blocks. */
    void write(List<Run> runs, byte[] bytes) throws IOException {
        int from = 0;
        for (Run run : runs) {
            int length = (int) Math.min((long) run.length() * Geometry.BLOCK, bytes.length - from);
            write(
                    run.start() * Geometry.BLOCK,
                    ByteBuffer.wrap(bytes, from, length).slice());
            from += length;
        }
    }

    /** Copies to blocks. */
    void copy(Content content, List<Run> runs) throws IOException {
        long from = 0;
        for (Run run : runs) {
            long count = Math.min(content.size() - from, (long) run.length() * Geometry.BLOCK);
            DiskFile.copy(content, from, count, disk, run.start() * Geometry.BLOCK);
            from += count;
        }
    }
}
