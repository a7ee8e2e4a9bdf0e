/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import java.time.Duration;
import java.time.Instant;

/** Times as files hold them: nanoseconds since 1970, which suffice until 2262. */
final class UnixNanos {
    private UnixNanos() {}

    static long of(Instant instant) {
        return Duration.between(Instant.EPOCH, instant).toNanos();
    }

    static Instant instant(long nanos) {
        return Instant.EPOCH.plusNanos(nanos);
    }
}
