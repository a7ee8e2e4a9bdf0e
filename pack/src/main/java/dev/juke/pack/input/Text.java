/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.input;

/**
 * What a person wrote, and where.
 *
 * @param value as it was written: {@code 0.10} stays {@code 0.10}; empty when nothing was
 */
public record Text(String value, Place place) {
    /** Whether nothing was written. */
    public boolean isEmpty() {
        return value.isEmpty();
    }

    /** Whether it is this word. */
    public boolean is(String word) {
        return value.equals(word);
    }
}
