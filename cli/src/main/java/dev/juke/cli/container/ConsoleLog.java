/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.container;

import dev.juke.cli.command.Output;
import dev.juke.cli.direct.Life;
import dev.juke.cli.direct.RecordFile;
import dev.juke.cli.direct.StoredContainer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;

/** What a guest wrote to its console, byte for byte. It and the record stay readable here when the container is removed. */
final class ConsoleLog implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final int BUFFER = 1 << 16;

    private final RandomAccessFile file;
    private final RecordFile record;
    private final byte[] buffer = new byte[BUFFER];

    private ConsoleLog(RandomAccessFile file, RecordFile record) {
        this.file = file;
        this.record = record;
    }

    static ConsoleLog open(StoredContainer container) throws IOException {
        return open(container.consoleLog(), container.openRecord());
    }

    static ConsoleLog open(Path file, RecordFile record) throws IOException {
        try {
            return new ConsoleLog(new RandomAccessFile(file.toFile(), "r"), record);
        } catch (IOException e) {
            record.close();
            throw e;
        }
    }

    /** Begins that many lines before the end, or at the beginning when there are fewer, or the number is below 0. */
    void skipTo(long lines) throws IOException {
        if (lines < 0) {
            return;
        }
        long end = file.length();
        if (lines == 0) {
            file.seek(end);
            return;
        }
        long seen = 0;
        for (long from = end; from > 0; ) {
            int length = (int) Math.min(BUFFER, from);
            from -= length;
            file.seek(from);
            file.readFully(buffer, 0, length);
            for (int i = length - 1; i >= 0; i--) {
                // The line break at the very end ends the last line; every other one begins a line.
                if (buffer[i] == '\n' && from + i < end - 1 && ++seen == lines) {
                    file.seek(from + i + 1);
                    return;
                }
            }
        }
        file.seek(0);
    }

    /** Copies what is there now. */
    void copy(Output output) throws IOException {
        for (int n = file.read(buffer); n > 0; n = file.read(buffer)) {
            output.write(buffer, 0, n);
        }
        output.flush();
    }

    /** Copies all that comes until the container ends. */
    void follow(Output output) throws IOException {
        boolean ended;
        do {
            // Looked at first: what is in the file after the end is all there will be.
            ended = !(record.life() instanceof Life.Alive);
            copy(output);
            if (!ended) {
                pause();
            }
        } while (!ended);
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK_EVERY);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        record.close();
        file.close();
    }
}
