/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * Opens FIFOs without ever waiting for the other end (fifo(7)). What is returned has blocking reads and writes, so it can be handed to a
 * container.
 */
public final class Fifo {
    private static final Libc.Function MKFIFO = Libc.function("mkfifo");

    private Fifo() {}

    /**
     * Makes one.
     *
     * @param mode its permissions, whatever the umask says
     * @throws LinuxException EEXIST when there is something of that name
     */
    public static void make(Path fifo, Set<PosixFilePermission> mode) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Libc.check("mkfifo " + fifo, MKFIFO, Libc.address(arena, fifo), 0600);
        }
        Files.setPosixFilePermissions(fifo, mode);
    }

    /** Both ends at once: as long as it is open, readers see no end of file, and writers no EPIPE. */
    public static Fd keep(Path fifo) throws LinuxException {
        return open(fifo, Fd.READ_WRITE);
    }

    /** The end to write to. A container that writes while nobody has the other end open gets SIGPIPE; {@link #keep} prevents it. */
    public static Fd writer(Path fifo) throws LinuxException {
        try (Fd _ = open(fifo, Fd.READ)) {
            return open(fifo, Fd.WRITE);
        }
    }

    /** The end to read from; it reads an end of file while nobody has the other end open. */
    public static Fd reader(Path fifo) throws LinuxException {
        return open(fifo, Fd.READ);
    }

    private static Fd open(Path fifo, int access) throws LinuxException {
        Fd end = Fd.open(fifo, access | Fd.NONBLOCK, 0);
        end.blocking(true);
        return end;
    }
}
