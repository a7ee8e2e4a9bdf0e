/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** The flags that a mount has, statfs(2). */
final class MountFlags {
    /** struct statfs on 64-bit machines: its size, and where f_flags is (asm-generic/statfs.h). */
    private static final long SIZE = 120;

    private static final long FLAGS = 80;

    /** linux/statfs.h; below these the ST_ flags have the values of mount(2)'s. */
    private static final long ST_RELATIME = 0x1000;

    private static final long ST_NOSYMFOLLOW = 0x2000;
    private static final long SAME = MountOptions.RDONLY
            | MountOptions.NOSUID
            | MountOptions.NODEV
            | MountOptions.NOEXEC
            | MountOptions.NOATIME
            | MountOptions.NODIRATIME;

    private static final Libc.Function STATFS = Libc.function("statfs");

    private MountFlags() {}

    /** The flags, as mount(2) has them, of the mount that the file is in. */
    static long of(Path file) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(SIZE, Long.BYTES);
            Libc.check("statfs " + file, STATFS, Libc.address(arena, file), buffer.address());
            long flags = buffer.get(ValueLayout.JAVA_LONG, FLAGS);
            return (flags & SAME)
                    | ((flags & ST_RELATIME) == 0 ? 0 : MountOptions.RELATIME)
                    | ((flags & ST_NOSYMFOLLOW) == 0 ? 0 : MountOptions.NOSYMFOLLOW);
        }
    }
}
