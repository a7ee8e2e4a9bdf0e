/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import java.time.Duration;

/**
 * How long a registry is waited for.
 *
 * @param stall a transfer that moves no byte for this long has failed
 * @param attempts how often what failed on the way, and may succeed later, is tried
 * @param pause before the second attempt; each further one waits twice as long
 * @param longest a registry that asks to be left alone for longer ({@code Retry-After}) is given up
 */
public record Patience(Duration stall, int attempts, Duration pause, Duration longest) {
    /** The environment variable that sets {@link #stall}, in seconds. */
    public static final String STALL_VARIABLE = "JUKE_REGISTRY_STALL";

    /** For people who wait: half a minute of silence, six attempts within ten seconds. */
    public static final Patience DEFAULT =
            new Patience(Duration.ofSeconds(30), 6, Duration.ofMillis(300), Duration.ofSeconds(60));

    /** The same with another {@link #stall}. */
    public Patience withStall(Duration other) {
        return new Patience(other, attempts, pause, longest);
    }
}
