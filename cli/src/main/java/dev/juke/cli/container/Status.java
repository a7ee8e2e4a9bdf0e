/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.container;

import dev.juke.cli.direct.Life;
import dev.juke.cli.text.Ago;
import java.time.Duration;
import java.time.Instant;

/** A container's state in Docker's words. */
final class Status {
    private Status() {}

    /** {@code Up 3 seconds}, {@code Exited (7) 2 minutes ago}, {@code Created}. */
    static String of(Life life, Instant now) {
        return switch (life) {
            case Life.Created _ -> "Created";
            case Life.Alive alive -> {
                Instant since = alive.since();
                yield since == null ? "Created" : "Up " + Ago.words(Duration.between(since, now));
            }
            case Life.Ended ended ->
                "Exited (" + ended.code() + ") " + Ago.words(Duration.between(ended.finished(), now)) + " ago";
        };
    }
}
