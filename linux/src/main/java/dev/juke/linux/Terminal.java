/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Pseudoterminals, pty(7). */
public final class Terminal {
    /** asm-generic/ioctls.h; struct winsize in asm-generic/termios.h is rows, columns, and two unused. */
    private static final long TIOCSWINSZ = 0x5414;

    private static final int WINSIZE_FIELDS = 4;

    private static final Libc.Function IOCTL = Libc.function("ioctl");

    private Terminal() {}

    /** Sets the window's size, ioctl_tty(2); what runs in it gets SIGWINCH when it changed. */
    public static void resize(Fd master, int columns, int rows) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, WINSIZE_FIELDS);
            size.setAtIndex(ValueLayout.JAVA_SHORT, 0, (short) rows);
            size.setAtIndex(ValueLayout.JAVA_SHORT, 1, (short) columns);
            Libc.check("ioctl TIOCSWINSZ", IOCTL, master.number(), TIOCSWINSZ, size.address());
        }
    }
}
