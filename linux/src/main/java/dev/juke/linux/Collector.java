/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A pipe whose far end is a child's, and what came through it: the first 1 MiB. The rest is read and dropped. */
final class Collector implements AutoCloseable {
    private static final int MOST = 1 << 20;

    private final Fd near;
    private final Fd childEnd;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[16 << 10];
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private Poll.@Nullable Watch watch;

    Collector() throws LinuxException {
        Fd[] ends = Fd.pipe();
        near = ends[0];
        childEnd = ends[1];
    }

    /** What the child writes to; blocking, as programs expect. */
    Fd childEnd() {
        return childEnd;
    }

    /** Reads from now on; the child has its copy of its end. The future completes at the end of the file. */
    CompletableFuture<Boolean> start() throws LinuxException {
        childEnd.close();
        near.blocking(false);
        watch = Poll.shared().watch(near, Poll.IN, events -> read());
        return ended;
    }

    private synchronized boolean read() {
        try {
            int count = near.read(buffer, 0, buffer.length);
            if (count > 0) {
                collected.write(buffer, 0, Math.min(count, MOST - collected.size()));
                return true;
            }
        } catch (LinuxException e) {
            if (e.errno() == Libc.EAGAIN) {
                return true;
            }
        }
        ended.complete(true);
        return false;
    }

    synchronized byte[] bytes() {
        return collected.toByteArray();
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        near.close();
        childEnd.close();
    }
}
