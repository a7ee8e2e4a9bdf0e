/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import java.time.Duration;

/**
 * A moment after which nobody waits any more.
 *
 * @param nanos the moment as {@link System#nanoTime} counts
 */
record Deadline(long nanos) {
    /** Longer times are as good as for ever, and would overflow: 100 years. */
    private static final Duration LONGEST = Duration.ofDays(36_500);
    /** Eight digits. */
    private static final long MOST = 99_999_999;

    static Deadline after(Duration time) {
        return new Deadline(System.nanoTime() + clamp(time).toNanos());
    }

    /** What is left. Nanoseconds, not positive when the moment has passed. */
    long left() {
        return nanos - System.nanoTime();
    }

    /**
     * A time as {@code grpc-timeout} carries it (gRPC over HTTP/2, "Timeout": at most eight digits and a unit), rounded up.
     */
    static String header(Duration time) {
        long nanos = Math.max(0, clamp(time).toNanos());
        long micros = (nanos + 999) / 1_000;
        if (micros <= MOST) {
            return micros + "u";
        }
        long millis = (micros + 999) / 1_000;
        return millis <= MOST ? millis + "m" : Math.min(MOST, (millis + 999) / 1_000) + "S";
    }

    private static Duration clamp(Duration time) {
        return time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }
}
