/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A counter behind a descriptor, eventfd(2): readable while it is not 0. */
public final class EventFd implements AutoCloseable {
    private static final Libc.Function CREATE = Libc.function("eventfd");

    private final Fd fd;

    private EventFd(Fd fd) {
        this.fd = fd;
    }

    /** A counter that is 0. */
    public static EventFd create() throws LinuxException {
        return new EventFd(Fd.of(Libc.check("eventfd", CREATE, 0, Fd.CLOEXEC | Fd.NONBLOCK)));
    }

    /** Its descriptor, which never blocks; it is closed with this object. */
    public Fd fd() {
        return fd;
    }

    /** Adds 1. */
    public void signal() throws LinuxException {
        byte[] one = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(1)
                .array();
        fd.write(one, 0, one.length);
    }

    /** Sets it to 0. */
    public long drain() throws LinuxException {
        byte[] count = new byte[Long.BYTES];
        try {
            fd.read(count, 0, count.length);
        } catch (LinuxException e) {
            if (e.errno() != Libc.EAGAIN) {
                throw e;
            }
        }
        return ByteBuffer.wrap(count).order(ByteOrder.nativeOrder()).getLong();
    }

    @Override
    public void close() {
        fd.close();
    }
}
