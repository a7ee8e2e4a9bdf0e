/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.command;

import dev.juke.base.JukeException;

/** Reads how long to wait. */
public final class Seconds {
    /** A year: who waits longer waits for ever. */
    private static final int MOST = 31_536_000;

    private Seconds() {}

    /** A number of seconds; below 0 means without end. */
    public static int parse(String text) {
        try {
            int seconds = Integer.parseInt(text);
            return seconds > MOST ? -1 : seconds;
        } catch (NumberFormatException e) {
            throw new JukeException(
                    JukeException.Category.USAGE,
                    "'" + text + "' is no number of seconds",
                    "write a whole number; -1 waits without end",
                    e);
        }
    }
}
