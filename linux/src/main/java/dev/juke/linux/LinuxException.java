/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.io.IOException;

/** A call to the kernel that failed: {@code mount /x: Permission denied (EACCES)}. */
public final class LinuxException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;

    /**
     * Makes an exception.
     *
     * @param call what was tried, and with what: {@code mount /x}
     * @param errno the reason, as errno(3) numbers it
     */
    public LinuxException(String call, int errno) {
        super(call + ": " + Words.of(errno));
        this.call = call;
        this.errno = errno;
    }

    /** What was tried, and with what: {@code mount /x}. */
    public String call() {
        return call;
    }

    /** The reason, as errno(3) numbers it. */
    public int errno() {
        return errno;
    }

    /** Whether somebody else has what was wanted: EBUSY. */
    public boolean isBusy() {
        return errno == Libc.EBUSY;
    }

    /** Loaded with the first failure. */
    private static final class Words {
        /** strerror(3), glibc ≥ 2.32: the texts in English, whatever the locale. */
        private static final Libc.Function DESCRIPTION = Libc.function("strerrordesc_np");

        private static final Libc.Function NAME = Libc.function("strerrorname_np");

        static String of(int errno) {
            String name = Libc.text(NAME, errno);
            return name.isEmpty() ? "error " + errno : Libc.text(DESCRIPTION, errno) + " (" + name + ')';
        }
    }
}
