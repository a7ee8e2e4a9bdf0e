/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.check;

import dev.juke.base.JukeException;

/**
 * Something that a check found.
 *
 * @param severity how bad it is
 * @param about what it is about
 * @param message what is wrong and why, one line without a full stop
 * @param hint what to do; may be empty
 */
public record Finding(Severity severity, About about, String message, String hint) {
    /** How bad it is. The names are what people and linters read, in lower case. */
    public enum Severity {
        /** Nothing runs this, or not as it was meant. */
        ERROR,
        /** Some runtimes do not run this, or do something that surprises. */
        WARNING,
        /** Worth knowing. */
        NOTE
    }

    /** An error. */
    public static Finding error(About about, String message, String hint) {
        return new Finding(Severity.ERROR, about, message, hint);
    }

    /** A warning. */
    public static Finding warning(About about, String message, String hint) {
        return new Finding(Severity.WARNING, about, message, hint);
    }

    /** A note. */
    public static Finding note(About about, String message, String hint) {
        return new Finding(Severity.NOTE, about, message, hint);
    }

    /** An error that was thrown. */
    public static Finding of(About about, JukeException e) {
        String message = e.getMessage();
        return error(about, message == null ? "" : message, e.hint());
    }

    /** What is wrong, why, and what to do, in one line. */
    public String line() {
        return hint.isEmpty() ? message : message + "; " + hint;
    }
}
