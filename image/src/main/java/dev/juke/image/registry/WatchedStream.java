/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** What comes from the network. When no byte comes for too long while one is waited for, the wait ends with an error. */
final class WatchedStream extends FilterInputStream {
    private final Duration stall;
    /** Since when a byte is waited for, in ns of the JDK's clock; 0 when none is. */
    private volatile long waiting;

    private volatile boolean stalled;
    private volatile boolean closed;

    WatchedStream(InputStream in, Duration stall) {
        super(in);
        this.stall = stall;
        Thread.ofVirtual().name("watch").start(this::watch);
    }

    private void watch() {
        long step = Math.clamp(stall.toMillis() / 4, 20, 1000);
        try {
            while (!closed) {
                Thread.sleep(step);
                long since = waiting;
                if (since != 0 && System.nanoTime() - since > stall.toNanos()) {
                    stalled = true;
                    in.close();
                    return;
                }
            }
        } catch (IOException | InterruptedException e) {
            // The reader learns of it by itself.
            return;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        waiting = Math.max(System.nanoTime(), 1);
        try {
            int n = in.read(bytes, offset, length);
            if (n < 0 && stalled) {
                throw new StalledException(stall);
            }
            return n;
        } catch (IOException e) {
            throw stalled ? new StalledException(stall) : e;
        } finally {
            waiting = 0;
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        super.close();
    }
}
