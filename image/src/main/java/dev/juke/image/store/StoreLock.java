/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** One process, and one thread in it, changes a store at a time. The kernel gives the lock back when its holder dies. */
final class StoreLock implements AutoCloseable {
    /** The kernel's locks are a process's, not a thread's; and closing any descriptor of the file drops them all. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock thread;
    private final FileChannel channel;

    private StoreLock(ReentrantLock thread, FileChannel channel) {
        this.thread = thread;
        this.channel = channel;
    }

    /** Waits for the lock of the store in that directory. */
    static StoreLock acquire(Path root) throws IOException {
        Path file = root.toRealPath().resolve("lock");
        ReentrantLock thread = THREADS.computeIfAbsent(file, key -> new ReentrantLock());
        thread.lock();
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                channel.lock();
                return new StoreLock(thread, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            thread.unlock();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            thread.unlock();
        }
    }
}
