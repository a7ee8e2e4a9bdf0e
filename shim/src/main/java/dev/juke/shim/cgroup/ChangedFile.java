/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import dev.juke.linux.Fd;
import dev.juke.linux.LinuxException;
import dev.juke.linux.Poll;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * cgroup v2's notification: poll(2) has POLLPRI for a file that changed since it was read through the same descriptor. See
 * Documentation/admin-guide/cgroup-v2.rst, "file modified event".
 *
 * <p>A descriptor is read from its start only once, so that each notification costs a new one.
 */
final class ChangedFile implements OomSignal {
    /** More than the file has. */
    private static final int SIZE = 4096;

    private final Path file;
    private final Runnable wake;
    private boolean closed;
    private @Nullable Armed armed;

    private record Armed(Fd fd, Poll.Watch watch) {
        void close() {
            watch.close();
            fd.close();
        }
    }

    private ChangedFile(Path file, Runnable wake) {
        this.file = file;
        this.wake = wake;
    }

    static ChangedFile of(Path file, Runnable wake) throws LinuxException {
        ChangedFile signal = new ChangedFile(file, wake);
        signal.arm();
        return signal;
    }

    private synchronized void arm() throws LinuxException {
        Fd fd = Fd.open(file, Fd.READ, 0);
        try {
            fd.read(new byte[SIZE], 0, SIZE);
            armed = new Armed(fd, Poll.shared().watch(fd, Poll.PRI, events -> changed()));
        } catch (LinuxException e) {
            fd.close();
            throw e;
        }
    }

    /** Goes on with a new descriptor, so never with this one. */
    private synchronized boolean changed() {
        if (closed || armed == null) {
            return false;
        }
        armed.close();
        armed = null;
        try {
            arm();
        } catch (LinuxException e) {
            // The cgroup has been removed, so there is nothing to hear of any more.
        }
        wake.run();
        return false;
    }

    /** The watch is closed without the lock: its listener may be waiting for it. */
    @Override
    public void close() {
        Armed last;
        synchronized (this) {
            closed = true;
            last = armed;
            armed = null;
        }
        if (last != null) {
            last.close();
        }
    }
}
