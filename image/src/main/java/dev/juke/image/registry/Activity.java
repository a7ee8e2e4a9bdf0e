/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When something was last sent, and what went wrong with it on this side. */
final class Activity {
    private volatile long last = System.nanoTime();
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    /** How long nothing has moved. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - last);
    }

    /** Whether all was sent. */
    boolean ended() {
        return ended;
    }

    /** Throws what went wrong while what is sent was read: the connection only tells that it broke. */
    void rethrow() throws IOException {
        switch (failure) {
            case null -> {}
            case RuntimeException damaged -> throw damaged;
            case IOException unreadable -> throw new UncheckedIOException(unreadable);
            case Throwable other -> throw new IOException(other);
        }
    }

    /** What is sent, from its beginning. */
    InputStream watch(Ask.Body body) {
        try {
            return new Sent(body.open());
        } catch (IOException e) {
            failure = e;
            throw new UncheckedIOException(e);
        }
    }

    /** Notes each read. */
    private final class Sent extends FilterInputStream {
        private Sent(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int n = in.read(bytes, offset, length);
                last = System.nanoTime();
                ended |= n < 0;
                return n;
            } catch (IOException | RuntimeException e) {
                failure = e;
                throw e;
            }
        }
    }
}
