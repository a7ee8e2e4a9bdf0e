/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cell;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A file of lines that does not grow for ever. The JVM's standard output and error append to the same file. */
final class CellLog {
    /** At this size, in bytes, the file starts anew, and what it held replaces what was kept before. */
    static final int BOUND = 256 << 10;

    private CellLog() {}

    /** Appends a line with the time. One that cannot be written is lost: nothing could be told of it, and the tasks go on. */
    static void append(Path file, String line) {
        try {
            if (Files.exists(file) && Files.size(file) >= BOUND) {
                startAnew(file);
            }
            String time = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
            Files.writeString(
                    file,
                    time + " " + line.strip().replace("\n", "\n  ") + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            // See above.
        }
    }

    /** Not by a new name: the JVM's descriptors would follow. */
    private static void startAnew(Path file) throws IOException {
        Files.copy(file, file.resolveSibling(file.getFileName() + ".old"), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }
}
