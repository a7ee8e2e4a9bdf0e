/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.JukeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The time that everything in an image gets (reproducible-builds.org, "SOURCE_DATE_EPOCH specification 1.1"). */
public final class SourceDate {
    /** The environment variable. */
    public static final String VARIABLE = "SOURCE_DATE_EPOCH";

    /** What a cpio header can hold: 2106-02-07. Seconds since 1970. */
    private static final long MAX = 0xffffffffL;

    private SourceDate() {}

    /** Reads the variable's value, seconds since 1970; 0 when it is not set. */
    public static long parse(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return 0;
        }
        try {
            long seconds = Long.parseLong(value);
            if (seconds >= 0 && seconds <= MAX) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            // Refused as what is out of range.
        }
        throw JukeException.usage(
                VARIABLE + " must be a number of seconds from 0 to " + MAX + ", but is '" + value + "'",
                "set it to the output of date +%s, or unset it");
    }

    /** As an image's configuration has it: {@code 1970-01-01T00:00:00Z}. */
    static String format(long epoch) {
        return Instant.ofEpochSecond(epoch).toString();
    }
}
