/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.command;

/** Which of the standard streams are terminals. The launcher script looks, because the JDK cannot tell one stream from the other. */
public final class Terminals {
    private Terminals() {}

    /** Whether standard input is one. */
    public static boolean isInput() {
        return Boolean.getBoolean("juke.terminal.input");
    }

    /** Whether standard error is one. */
    public static boolean isError() {
        return Boolean.getBoolean("juke.terminal.error");
    }

    /** Whether standard output is one. */
    public static boolean isOutput() {
        return Boolean.getBoolean("juke.terminal.output");
    }
}
