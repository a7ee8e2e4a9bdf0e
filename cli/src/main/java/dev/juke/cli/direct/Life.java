/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a container is in its life, as juke-init's record and lock tell. */
public sealed interface Life {
    /** It was made, and juke-init was not seen yet. */
    record Created() implements Life {}

    /**
     * juke-init lives.
     *
     * @param init its process
     * @param since when the guest began to run; null when it does not yet
     */
    record Alive(ProcessId init, @Nullable Instant since) implements Life {}

    /**
     * It is over.
     *
     * @param code the exit code; 137 when juke-init was killed and could not say
     * @param started when the guest began to run; null when it never did
     * @param finished when it ended
     * @param reason the record's word: {@code exited}, {@code stopped}, {@code killed}, …
     * @param words what juke-init said about it; may be empty
     */
    record Ended(int code, @Nullable Instant started, Instant finished, String reason, String words) implements Life {}

    /** Docker's word for it. */
    default String word() {
        return switch (this) {
            case Created _ -> "created";
            case Alive alive -> alive.since() == null ? "created" : "running";
            case Ended _ -> "exited";
        };
    }
}
