/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import java.util.Map;

/**
 * Where a request was written, for messages.
 *
 * @param text what asks for it: a build file's path, {@code the command line}
 * @param places where single values stand, {@code FILE:LINE:COLUMN} by key as {@code platforms.monitor} or {@code envs[0]}
 */
public record Origin(String text, Map<String, String> places) {
    /** Keeps a copy of the places. */
    public Origin {
        places = Map.copyOf(places);
    }

    /** One that knows no places. */
    public static Origin of(String text) {
        return new Origin(text, Map.of());
    }

    /** Where the value of a key stands, as well as that is known. */
    public String at(String key) {
        return places.getOrDefault(key, text);
    }

    @Override
    public String toString() {
        return text;
    }
}
