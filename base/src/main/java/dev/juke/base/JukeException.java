/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base;

import java.util.Objects;

/**
 * The one exception that Juke throws on purpose: what went wrong and where, whose fault it is, and what to do about it.
 *
 * <p>The message is one line without a full stop, lower case unless it begins with a name. It names the thing (file, flag,
 * key) and the reason. The hint says what to do.
 */
public final class JukeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whose fault it is; decides the exit code of a command that has no other rule. */
    public enum Category {
        /** A flag or argument is wrong. */
        USAGE(125),
        /** A file that was given is wrong: a bundle, a build file, a kernel, an image. */
        INPUT(1),
        /** What was named does not exist. */
        NOT_FOUND(1),
        /** What was named exists already, or is in a state that forbids the operation. */
        CONFLICT(1),
        /** This host lacks something: a program, a device, a right, room. */
        HOST(1);

        private final int exitCode;

        Category(int exitCode) {
            this.exitCode = exitCode;
        }

        /** The exit code of a command that ends with such an error. */
        public int exitCode() {
            return exitCode;
        }
    }

    private final Category category;
    private final String hint;

    /**
     * Makes an error.
     *
     * @param category whose fault it is
     * @param message what went wrong, where and why, one line
     * @param hint what to do; empty when there is nothing to say
     */
    public JukeException(Category category, String message, String hint) {
        super(oneLine(message));
        this.category = category;
        this.hint = oneLine(hint);
    }

    private JukeException(Category category, String lines) {
        super(lines);
        this.category = category;
        this.hint = "";
    }

    /** As the other constructor, with the error that caused this one. */
    public JukeException(Category category, String message, String hint, Throwable cause) {
        super(oneLine(message), cause);
        this.category = category;
        this.hint = oneLine(hint);
    }

    /** A wrong flag or argument. */
    public static JukeException usage(String message, String hint) {
        return new JukeException(Category.USAGE, message, hint);
    }

    /** A wrong file or value that was given. */
    public static JukeException input(String message, String hint) {
        return new JukeException(Category.INPUT, message, hint);
    }

    /** Something named that does not exist. */
    public static JukeException notFound(String message, String hint) {
        return new JukeException(Category.NOT_FOUND, message, hint);
    }

    /** Something that exists already or is in the wrong state. */
    public static JukeException conflict(String message, String hint) {
        return new JukeException(Category.CONFLICT, message, hint);
    }

    /** Something that this host lacks. */
    public static JukeException host(String message, String hint) {
        return new JukeException(Category.HOST, message, hint);
    }

    /** Several wrong things at once, each a line that says what to do. Made by {@link Problems}. */
    static JukeException several(Category category, String lines) {
        return new JukeException(category, lines);
    }

    /** Whose fault it is. */
    public Category category() {
        return category;
    }

    /** What to do about it; may be empty. */
    public String hint() {
        return hint;
    }

    /** The whole error as one line: what, where, why, and what to do. */
    public String line() {
        String message = Objects.requireNonNull(getMessage());
        return hint.isEmpty() ? message : message + "; " + hint;
    }

    /** A message stays one line even when a name in it holds a line break. */
    private static String oneLine(String text) {
        return text.indexOf('\n') < 0 ? text : text.strip().replace('\n', ' ');
    }
}
