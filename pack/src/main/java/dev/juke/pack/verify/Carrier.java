/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.verify;

import dev.juke.unikernel.Key;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * One of the three places in which an image says what its unikernel is.
 *
 * @param name in messages and in {@code juke inspect}: {@code labels}, {@code annotations}, {@code /urunc.json}
 * @param values what it says, decoded; what is said with an empty value is there
 * @param form how its values are written
 */
public record Carrier(String name, Map<Key, String> values, Form form) {
    /** How the values of a carrier are written. */
    public enum Form {
        /** As they are. */
        PLAIN,
        /** base64 once. */
        BASE64,
        /** base64 twice: a reader gets base64. */
        TWICE
    }

    /** Keeps a copy, in the order of the keys. */
    public Carrier {
        values = values.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(values));
    }

    /** Whether it says anything that is not empty. */
    public boolean speaks() {
        return values.values().stream().anyMatch(value -> !value.isEmpty());
    }

    /** What it says under a key; empty when nothing. */
    public String get(Key key) {
        return values.getOrDefault(key, "");
    }
}
