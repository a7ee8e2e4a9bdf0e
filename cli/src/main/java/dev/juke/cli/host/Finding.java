/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.host;

/**
 * What {@code juke doctor} says of one thing.
 *
 * @param level how bad it is
 * @param subject the thing
 * @param words how it is
 * @param advice what to do; empty when there is nothing to do
 */
record Finding(Level level, String subject, String words, String advice) {
    /** How bad it is. */
    enum Level {
        /** As it should be. */
        OK,
        /** Something works less well, or not at all, but not {@code juke run}. */
        WARN,
        /** {@code juke run} does not work. */
        FAIL
    }

    static Finding ok(String subject, String words) {
        return new Finding(Level.OK, subject, words, "");
    }

    static Finding warn(String subject, String words, String advice) {
        return new Finding(Level.WARN, subject, words, advice);
    }

    static Finding fail(String subject, String words, String advice) {
        return new Finding(Level.FAIL, subject, words, advice);
    }
}
