/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.input;

import dev.juke.base.JukeException;
import java.nio.file.Path;

/**
 * Where something stands that a person wrote, for messages.
 *
 * @param text {@code FILE:LINE:COLUMN}, or a flag as {@code --kernel}
 */
public record Place(String text) {
    /** A place in a file; line and column from 1. */
    public static Place of(Path file, int line, int column) {
        return new Place(file + ":" + line + ":" + column);
    }

    /** The error that something there is wrong. */
    public JukeException wrong(String what, String hint) {
        return JukeException.input(text + ": " + what, hint);
    }

    /** The same error, with the place that it comes from. */
    public JukeException because(JukeException e) {
        return new JukeException(e.category(), text + ": " + e.getMessage(), e.hint(), e);
    }

    @Override
    public String toString() {
        return text;
    }
}
