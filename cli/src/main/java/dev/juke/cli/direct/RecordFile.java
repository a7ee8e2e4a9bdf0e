/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.base.IoFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * juke-init's record of one container (docs/launch-file.md). It stays readable here when the container is removed meanwhile.
 *
 * <p>juke-init locks the file before it writes its first line. So a file with that line and without a lock means that juke-init is gone,
 * and a file without it is never locked here: juke-init must find it free.
 */
public final class RecordFile implements AutoCloseable {
    /** Its name in a container's directory. */
    static final String NAME = "record";

    /** What a shell shows for a program that SIGKILL (9) ended. */
    private static final int KILLED = 128 + 9;

    /** Larger than any record; a longer one is not juke-init's. Bytes. */
    private static final int MAX_BYTES = 1 << 20;

    private final Path file;
    private final @Nullable FileChannel channel;

    private RecordFile(Path file, @Nullable FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Opens the record in a container's directory; one that is not there yet reads as that of a container just created. */
    public static RecordFile open(Path directory) {
        Path file = directory.resolve(NAME);
        try {
            return new RecordFile(file, FileChannel.open(file, StandardOpenOption.READ));
        } catch (NoSuchFileException e) {
            return new RecordFile(file, null);
        } catch (IOException e) {
            throw IoFailure.of(file + " cannot be read", e);
        }
    }

    /** What it says now. */
    public Life life() {
        if (channel == null) {
            return new Life.Created();
        }
        try {
            RecordText text = RecordText.parse(read(channel));
            ProcessId init = text.init();
            if (init == null) {
                return new Life.Created();
            }
            if (text.exit() == null && isLocked(channel, false)) {
                return new Life.Alive(init, text.running());
            }
            // Read again: the last line may have been written between our reading and our look at the lock.
            return ended(text.exit() == null ? RecordText.parse(read(channel)) : text);
        } catch (IOException e) {
            throw IoFailure.of(file + " cannot be read", e);
        }
    }

    private Life ended(RecordText text) {
        RecordText.Exit exit = text.exit();
        if (exit != null) {
            return new Life.Ended(exit.code(), text.running(), exit.at(), exit.reason(), text.words());
        }
        return new Life.Ended(KILLED, text.running(), lastSign(), "killed", "juke-init was killed");
    }

    /** Nobody wrote down when it was killed: what it wrote last, in the record or on the console, is the closest that is known. */
    private Instant lastSign() {
        Instant record = written(file);
        Instant console = written(file.resolveSibling(ContainerDirectory.CONSOLE_LOG));
        Instant last = console.isAfter(record) ? console : record;
        return last.equals(Instant.EPOCH) ? Instant.now() : last;
    }

    private static Instant written(Path path) {
        try {
            return Files.getLastModifiedTime(path).toInstant();
        } catch (IOException e) {
            // Removed meanwhile, or never written.
            return Instant.EPOCH;
        }
    }

    /** Waits until juke-init is gone. */
    public void awaitEnd() {
        if (channel == null) {
            return;
        }
        try {
            isLocked(channel, true);
        } catch (IOException e) {
            throw IoFailure.of(file + " cannot be locked", e);
        }
    }

    /** A shared lock keeps no other reader away. */
    private static boolean isLocked(FileChannel open, boolean wait) throws IOException {
        FileLock lock = wait ? open.lock(0, Long.MAX_VALUE, true) : open.tryLock(0, Long.MAX_VALUE, true);
        if (lock == null) {
            return true;
        }
        lock.release();
        return false;
    }

    private static String read(FileChannel open) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(open.size(), MAX_BYTES));
        int n;
        do {
            n = open.read(bytes, bytes.position());
        } while (n > 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw IoFailure.of(file + " cannot be closed", e);
        }
    }
}
