/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base;

import java.io.PrintStream;

/** Is told how long work goes on, so that a person who waits can see it. May be called from several threads. */
public interface Progress {
    /** Shows nothing. */
    Progress SILENT = (what, totalBytes) -> bytes -> {};

    /**
     * Work begins.
     *
     * @param what a few words: {@code "pulling 3f1b2c… "}
     * @param totalBytes how much there is to do, in bytes; negative when nobody knows
     */
    Work begin(String what, long totalBytes);

    /** Work that goes on until it is closed. */
    @FunctionalInterface
    interface Work extends AutoCloseable {
        /** So many bytes more are done; negative when some have to be done again. */
        void step(long bytes);

        /** The work has ended, well or not. */
        @Override
        default void close() {}
    }

    /**
     * The way of showing that a person chose.
     *
     * @param choice {@code auto} (a bar on a terminal, else nothing), {@code plain} (lines), {@code json} (an object a line) or
     *     {@code quiet}
     * @param out where to, usually standard error
     * @param terminal whether that is a terminal
     */
    static Progress of(String choice, PrintStream out, boolean terminal) {
        return switch (choice) {
            case "auto" -> terminal ? new ProgressBar(out, System::nanoTime) : SILENT;
            case "plain" -> new ProgressLines(out);
            case "json" -> new ProgressJson(out, System::nanoTime);
            case "quiet" -> SILENT;
            default ->
                throw JukeException.usage(
                        "there is no way '" + choice + "' to show progress", "use auto, plain, json or quiet");
        };
    }
}
