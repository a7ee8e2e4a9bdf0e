/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.diff;

import org.jspecify.annotations.Nullable;

/**
 * Something in which two images differ.
 *
 * @param section what part of an image it is: {@code config}, {@code labels}, {@code annotations}, {@code urunc.json}, {@code kernel},
 *     {@code files} or {@code layers}
 * @param name which of that part: a key, a path
 * @param left what the first image has; null when it has none
 * @param right what the second image has; null when it has none
 */
public record Difference(
        String section,
        String name,
        @Nullable String left,
        @Nullable String right) {
    /** As a line for people: {@code +} is only in the second, {@code -} only in the first, {@code ~} in both. */
    public String line() {
        String what = section + " " + name;
        if (left == null) {
            return "+ " + what + ": " + right;
        }
        return right == null ? "- " + what + ": " + left : "~ " + what + ": " + left + " → " + right;
    }
}
