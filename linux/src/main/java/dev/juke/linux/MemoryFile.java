/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.lang.foreign.Arena;

/** A file without a name, memfd_create(2). */
final class MemoryFile {
    /** linux/memfd.h. */
    private static final int MFD_CLOEXEC = 1;

    private static final Libc.Function LSEEK = Libc.function("lseek");
    private static final Libc.Function CREATE = Libc.function("memfd_create");

    private MemoryFile() {}

    /** A file with that content, at its beginning. Unlike a pipe it never fills up, and its reader may go away at any time. */
    static Fd of(byte[] content) throws LinuxException {
        Fd fd = create();
        for (int done = 0; done < content.length; ) {
            done += fd.write(content, done, content.length - done);
        }
        Libc.check("lseek", LSEEK, fd.number(), 0, 0);
        return fd;
    }

    private static Fd create() throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            return Fd.of(Libc.check("memfd_create", CREATE, Libc.address(arena, "juke"), MFD_CLOEXEC));
        }
    }
}
