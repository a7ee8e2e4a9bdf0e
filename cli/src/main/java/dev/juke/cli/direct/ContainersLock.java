/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.base.IoFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Held by who makes, removes or tidies up containers: one process at a time. The kernel gives it back when its holder dies. */
final class ContainersLock implements AutoCloseable {
    private final FileChannel channel;

    private ContainersLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits for the lock. */
    static ContainersLock acquire(DataRoot root) {
        ContainersLock lock = open(root, true);
        if (lock == null) {
            throw new IllegalStateException("a lock that is waited for is there");
        }
        return lock;
    }

    /** The lock, or null when somebody has it. */
    static @Nullable ContainersLock tryAcquire(DataRoot root) {
        return open(root, false);
    }

    private static @Nullable ContainersLock open(DataRoot root, boolean wait) {
        Path file = root.path().resolve("containers.lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = wait ? channel.lock() : channel.tryLock();
            if (lock == null) {
                channel.close();
                return null;
            }
            return new ContainersLock(channel);
        } catch (IOException e) {
            throw IoFailure.of(file + " cannot be locked", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw IoFailure.of("the lock of the containers cannot be given back", e);
        }
    }
}
