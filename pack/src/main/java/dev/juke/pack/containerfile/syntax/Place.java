/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import dev.juke.base.JukeException;

/**
 * A place in a build file, for messages.
 *
 * @param file its name
 * @param line from 1
 * @param column from 1, in UTF-16 units
 */
public record Place(String file, int line, int column) {
    /** The error that something there is wrong. */
    public JukeException wrong(String what, String hint) {
        return JukeException.input(this + ": " + what, hint);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
