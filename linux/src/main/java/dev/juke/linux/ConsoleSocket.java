/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The socket at which an OCI runtime delivers the master of a container's terminal ({@code --console-socket}): a UNIX stream, one
 * message, the descriptor as SCM_RIGHTS (unix(7)).
 */
public final class ConsoleSocket implements AutoCloseable {
    /** sys/socket.h, bits/socket.h. */
    private static final int AF_UNIX = 1;

    private static final int SOCK_STREAM = 1;

    /** sockaddr_un, sys/un.h: a short and the path with its NUL. */
    private static final int PATH_SIZE = 108;

    private static final Libc.Function SOCKET = Libc.function("socket");
    private static final Libc.Function BIND = Libc.function("bind");
    private static final Libc.Function LISTEN = Libc.function("listen");
    private static final Libc.Function ACCEPT4 = Libc.function("accept4");

    private final Path path;
    private final Fd listening;

    private ConsoleSocket(Path path, Fd listening) {
        this.path = path;
        this.listening = listening;
    }

    /**
     * Listens at a path that does not exist yet.
     *
     * @throws LinuxException EADDRINUSE; ENAMETOOLONG for more than 107 bytes
     */
    public static ConsoleSocket listen(Path path) throws LinuxException {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length >= PATH_SIZE) {
            throw new LinuxException("bind " + path, Libc.ENAMETOOLONG);
        }
        Fd socket = Fd.of(Libc.check("socket", SOCKET, AF_UNIX, SOCK_STREAM | Fd.CLOEXEC | Fd.NONBLOCK, 0));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(Short.BYTES + PATH_SIZE, Short.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, name.length);
            Libc.check("bind " + path, BIND, socket.number(), address.address(), address.byteSize());
            Libc.check("listen " + path, LISTEN, socket.number(), 1);
            return new ConsoleSocket(path, socket);
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /** The path that was listened at. */
    public Path path() {
        return path;
    }

    /**
     * Waits for the message; a virtual thread gives its carrier free meanwhile.
     *
     * @return the terminal's master; when there are more descriptors in the message, the others are closed
     * @throws LinuxException ETIMEDOUT when it does not come in time, EPROTO when it brings no descriptor
     */
    public Fd accept(Duration timeout) throws LinuxException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        await(listening, end);
        try (Fd connection =
                Fd.of(Libc.check("accept " + path, ACCEPT4, listening.number(), 0, 0, Fd.CLOEXEC | Fd.NONBLOCK))) {
            await(connection, end);
            return Message.receiveDescriptor(connection, path);
        }
    }

    private void await(Fd fd, long end) throws LinuxException, InterruptedException {
        if (!Poll.shared().await(fd, Poll.IN, Duration.ofNanos(end - System.nanoTime()))) {
            throw new LinuxException("accept " + path, Libc.ETIMEDOUT);
        }
    }

    /** Closes the socket and removes its path. */
    @Override
    public void close() throws IOException {
        listening.close();
        Files.deleteIfExists(path);
    }
}
