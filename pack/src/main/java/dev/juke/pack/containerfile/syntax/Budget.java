/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

/** What replacing the variables of one file may cost, so that doubling a value again and again comes to an end. */
public final class Budget {
    /** A longer value is refused: execve(2) takes no longer argument or variable (MAX_ARG_STRLEN). UTF-16 units. */
    private static final int MAX_VALUE = 1 << 17;
    /** All values of a file together. UTF-16 units. */
    private static final long MAX_TOTAL = 1 << 24;
    /** Steps of comparing with patterns, all of a file together: a second or less. */
    private static final long MAX_STEPS = 1 << 26;

    private long total;
    private long steps;

    /** Nothing is spent. */
    public Budget() {}

    /** Grows a value; {@code word} is what it comes from. */
    void grow(StringBuilder value, String more, Word word) {
        if (value.length() + (long) more.length() > MAX_VALUE) {
            throw word.wrong("its value has more than " + MAX_VALUE + " characters", "shorten it");
        }
        total += more.length();
        if (total > MAX_TOTAL) {
            throw word.wrong(
                    "the values of the file have more than " + MAX_TOTAL + " characters", "use fewer variables");
        }
        value.append(more);
    }

    /** Counts steps of comparing. */
    void compare(long more, Word word) {
        steps += more;
        if (steps > MAX_STEPS) {
            throw word.wrong("comparing with patterns takes too long", "use shorter patterns and values");
        }
    }
}
