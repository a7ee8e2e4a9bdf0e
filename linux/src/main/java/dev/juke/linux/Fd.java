/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file descriptor of ours, close-on-exec always.
 *
 * <p>A virtual thread that waits in {@link #read} or {@link #write} holds its carrier; wait with {@link Poll} first. Nobody may use
 * a descriptor while another thread closes it: the number may be another file's by then.
 */
public final class Fd implements AutoCloseable {
    /** Flags of open(2), from asm-generic/fcntl.h; {@link #DIRECTORY} differs on aarch64 (asm/fcntl.h there). */
    public static final int READ = 0;

    public static final int WRITE = 1;
    public static final int READ_WRITE = 2;
    public static final int CREATE = 0x40;

    /** O_EXCL; with a block device: only where nobody else has it so, which a mounted file system does. */
    public static final int EXCLUSIVE = 0x80;

    public static final int APPEND = 0x400;
    public static final int NONBLOCK = 0x800;
    public static final int DIRECTORY = Libc.ARM ? 0x4000 : 0x1_0000;
    public static final int PATH = 0x20_0000;

    /** O_CLOEXEC of open(2), also taken by pipe2(2), and as SOCK_CLOEXEC and EFD_CLOEXEC. */
    static final int CLOEXEC = 0x8_0000;

    /** fcntl(2). */
    private static final int F_SETFD = 2;

    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int FD_CLOEXEC = 1;

    private static final Libc.Function OPEN = Libc.function("open");
    private static final Libc.Function PIPE2 = Libc.function("pipe2");
    private static final Libc.Function READ_CALL = Libc.function("read");
    private static final Libc.Function WRITE_CALL = Libc.function("write");
    private static final Libc.Function FCNTL = Libc.function("fcntl");
    private static final Libc.Function FCHOWN = Libc.function("fchown");
    private static final Libc.Function CLOSE = Libc.function("close");

    private static final int CLOSED = -1;

    private final AtomicInteger number;

    private Fd(int number) {
        this.number = new AtomicInteger(number);
    }

    /**
     * Opens a file.
     *
     * @param flags {@link #READ}, {@link #WRITE} or {@link #READ_WRITE}, with any of the others
     * @param mode the permissions of a file that is {@link #CREATE}d, less the umask
     */
    public static Fd open(Path path, int flags, int mode) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            return new Fd(Libc.check("open " + path, OPEN, Libc.address(arena, path), flags | CLOEXEC, mode));
        }
    }

    /** A pipe: the end to read from and the end to write to. */
    public static Fd[] pipe() throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
            Libc.check("pipe", PIPE2, ends.address(), CLOEXEC);
            return new Fd[] {
                new Fd(ends.getAtIndex(ValueLayout.JAVA_INT, 0)), new Fd(ends.getAtIndex(ValueLayout.JAVA_INT, 1))
            };
        }
    }

    /** Takes a descriptor that this process was started with; it is close-on-exec from now on. */
    public static Fd adopt(int number) throws LinuxException {
        Libc.check("descriptor " + number, FCNTL, number, F_SETFD, FD_CLOEXEC);
        return new Fd(number);
    }

    /** Takes a descriptor that a call of ours has just made, close-on-exec. */
    static Fd of(int number) {
        return new Fd(number);
    }

    /** Its number. */
    public int number() {
        int open = number.get();
        if (open == CLOSED) {
            throw new IllegalStateException("the descriptor is closed");
        }
        return open;
    }

    /** Whether it has been closed. */
    public boolean isClosed() {
        return number.get() == CLOSED;
    }

    /** Lets reads and writes wait, or fail with EAGAIN where they would. It is a property of the open file, not of the descriptor. */
    public void blocking(boolean wait) throws LinuxException {
        int flags = Libc.check("fcntl", FCNTL, number(), F_GETFL);
        Libc.check("fcntl", FCNTL, number(), F_SETFL, wait ? flags & ~NONBLOCK : flags | NONBLOCK);
    }

    /** Gives the open file to a user and a group, fchown(2). */
    public void owner(int uid, int gid) throws LinuxException {
        Libc.check("fchown", FCHOWN, number(), uid, gid);
    }

    /**
     * Reads what there is, as read(2).
     *
     * @return how many bytes; -1 at the end of the file
     */
    public int read(byte[] bytes, int offset, int length) throws LinuxException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.max(length, 1));
            int count = Libc.check("read", READ_CALL, number(), buffer.address(), length);
            MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, offset, count);
            return count == 0 && length > 0 ? -1 : count;
        }
    }

    /**
     * Writes some of it, as write(2).
     *
     * @return how many bytes were written
     */
    public int write(byte[] bytes, int offset, int length) throws LinuxException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.max(length, 1));
            MemorySegment.copy(bytes, offset, buffer, ValueLayout.JAVA_BYTE, 0, length);
            return Libc.check("write", WRITE_CALL, number(), buffer.address(), length);
        }
    }

    /** Closes it; a second time does nothing. Linux frees the number whatever close(2) returns. */
    @Override
    public void close() {
        int open = number.getAndSet(CLOSED);
        if (open != CLOSED) {
            Libc.once(CLOSE, open);
        }
    }

    @Override
    public String toString() {
        int open = number.get();
        return open == CLOSED ? "closed" : "descriptor " + open;
    }
}
