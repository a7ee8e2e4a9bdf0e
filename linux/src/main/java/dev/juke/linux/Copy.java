/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Copies what comes from one descriptor to another, in a thread of its own: between the master of a terminal and the FIFOs of its
 * client, or from a pipe to a file.
 *
 * <p>It waits for the first writer of a FIFO, however late that one comes, and ends at the end of the file; for a master that is
 * EIO, when the last slave has been closed. When nobody reads the copy any more (EPIPE), or it cannot be written (ENOSPC), it goes on
 * reading, so that the program is not held up; what could not be written is lost, what comes later is tried again.
 */
public final class Copy {
    private static final int BUFFER = 32 << 10;
    private static final long STACK = 256 << 10;

    /** struct pollfd, poll.h: an int for the descriptor, a short for the events wanted, one for those that came. */
    private static final long POLLFD_SIZE = 8;

    private static final long EVENTS = 4;
    private static final long CAME = 6;

    private static final Libc.Function POLL = Libc.function("poll");

    private final Fd from;
    private final Fd to;
    private final EventFd stop;
    private final byte[] buffer = new byte[BUFFER];
    private boolean unread;

    private Copy(Fd from, Fd to, EventFd stop) {
        this.from = from;
        this.to = to;
        this.stop = stop;
    }

    /**
     * Starts copying. Both descriptors become non-blocking, and with them all other descriptors of the same open files; close them
     * when the thread has ended.
     *
     * @param name the thread's name
     * @param stop ends the copy early as soon as it is signalled; several copies may share it, none drains it
     * @param atEnd is called by the thread, last
     */
    public static Thread start(String name, Fd from, Fd to, EventFd stop, Runnable atEnd) throws LinuxException {
        from.blocking(false);
        to.blocking(false);
        Copy copy = new Copy(from, to, stop);
        return Thread.ofPlatform().name(name).daemon().stackSize(STACK).start(() -> {
            try {
                copy.all();
            } finally {
                atEnd.run();
            }
        });
    }

    private void all() {
        try {
            boolean more = true;
            while (more && await(from, Poll.IN)) {
                int count = readable();
                more = count >= 0 && deliver(count);
            }
        } catch (LinuxException e) {
            // EIO is the end of a terminal; after any other error there is nothing left to copy either.
        }
    }

    private int readable() throws LinuxException {
        try {
            return from.read(buffer, 0, buffer.length);
        } catch (LinuxException e) {
            if (e.errno() == Libc.EAGAIN) {
                return 0;
            }
            throw e;
        }
    }

    /** Whether it was not stopped before all was written, or lost. */
    private boolean deliver(int count) throws LinuxException {
        int done = 0;
        while (done < count && !unread) {
            if (!await(to, Poll.OUT)) {
                return false;
            }
            try {
                done += to.write(buffer, done, count - done);
            } catch (LinuxException e) {
                unread = e.errno() == Libc.EPIPE;
                if (e.errno() != Libc.EAGAIN) {
                    return true;
                }
            }
        }
        return true;
    }

    /** Waits until the descriptor is ready; whether that came before the stop. */
    private boolean await(Fd fd, int events) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment polled = arena.allocate(2 * POLLFD_SIZE, Integer.BYTES);
            polled.set(ValueLayout.JAVA_INT, 0, fd.number());
            polled.set(ValueLayout.JAVA_SHORT, EVENTS, (short) events);
            polled.set(ValueLayout.JAVA_INT, POLLFD_SIZE, stop.fd().number());
            polled.set(ValueLayout.JAVA_SHORT, POLLFD_SIZE + EVENTS, (short) Poll.IN);
            Libc.check("poll", POLL, polled.address(), 2, -1);
            return polled.get(ValueLayout.JAVA_SHORT, POLLFD_SIZE + CAME) == 0;
        }
    }
}
