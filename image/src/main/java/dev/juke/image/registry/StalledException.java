/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import java.io.IOException;
import java.time.Duration;

/** A transfer did not move for too long. */
final class StalledException extends IOException {
    private static final long serialVersionUID = 1L;

    StalledException(Duration silence) {
        super("no byte came for " + words(silence));
    }

    private static String words(Duration silence) {
        return silence.toMillis() < 1000 ? silence.toMillis() + " ms" : silence.toSeconds() + " s";
    }
}
