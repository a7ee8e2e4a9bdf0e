/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a file, flock(2): exclusive, the same that flock(1) takes, and gone when its holder dies. It belongs to the open
 * file, so it excludes others in this process, too.
 */
public final class FileLock implements AutoCloseable {
    /** sys/file.h. */
    private static final int LOCK_EX = 2;

    private static final int LOCK_NB = 4;
    private static final int LOCK_UN = 8;

    private static final int OWNER_ONLY = 0600;
    private static final long STACK = 256 << 10;

    private static final Libc.Function FLOCK = Libc.function("flock");

    private final Fd fd;

    private FileLock(Fd fd) {
        this.fd = fd;
    }

    /** Takes the lock, or returns null when another holds it. The file is made (mode 0600) when it is missing. */
    public static @Nullable FileLock tryLock(Path file) throws LinuxException {
        Fd fd = open(file);
        int result = attempt(fd);
        if (result == 0) {
            return new FileLock(fd);
        }
        fd.close();
        if (result == -Libc.EAGAIN) {
            return null;
        }
        throw new LinuxException("flock " + file, -result);
    }

    /** Takes the lock, and waits for it. The file is made (mode 0600) when it is missing. */
    public static FileLock lock(Path file) throws LinuxException {
        return lock(file, open(file));
    }

    /** Takes the lock of a file that exists and may be read only, such as a namespace's; and waits for it. */
    public static FileLock lockExisting(Path file) throws LinuxException {
        return lock(file, Fd.open(file, Fd.READ, 0));
    }

    private static FileLock lock(Path file, Fd fd) throws LinuxException {
        int result = attempt(fd);
        if (result == -Libc.EAGAIN) {
            result = waitFor(fd);
        }
        if (result == 0) {
            return new FileLock(fd);
        }
        fd.close();
        throw new LinuxException("flock " + file, -result);
    }

    /**
     * Takes over a lock that was inherited with its descriptor.
     *
     * @throws LinuxException EAGAIN when another holds it, EBADF when there is no such descriptor
     */
    public static FileLock adopt(int fd) throws LinuxException {
        Fd inherited = Fd.adopt(fd);
        Libc.check("flock descriptor " + fd, attempt(inherited));
        return new FileLock(inherited);
    }

    private static Fd open(Path file) throws LinuxException {
        return Fd.open(file, Fd.READ_WRITE | Fd.CREATE, OWNER_ONLY);
    }

    private static int attempt(Fd fd) {
        return Libc.call(FLOCK, fd.number(), LOCK_EX | LOCK_NB);
    }

    /**
     * In a thread of its own: virtual threads that wait in the kernel hold their carriers, and the holder of the lock may need one
     * to go on.
     */
    private static int waitFor(Fd fd) {
        return CompletableFuture.supplyAsync(
                        () -> Libc.call(FLOCK, fd.number(), LOCK_EX),
                        wait -> Thread.ofPlatform()
                                .name("juke-flock")
                                .daemon()
                                .stackSize(STACK)
                                .start(wait))
                .join();
    }

    /** Releases it, also for who inherited the descriptor: a child that is just being started would hold it for another moment. */
    @Override
    public void close() {
        if (!fd.isClosed()) {
            Libc.call(FLOCK, fd.number(), LOCK_UN);
            fd.close();
        }
    }
}
