/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.text;

import java.time.Duration;

/** Lengths of time in Docker's words (docker/go-units, HumanDuration), which people and scripts know. */
public final class Ago {
    private static final long HOURS_A_DAY = 24;
    private static final long HOURS_A_WEEK = 7 * HOURS_A_DAY;
    private static final long HOURS_A_MONTH = 30 * HOURS_A_DAY;
    private static final long HOURS_A_YEAR = 365 * HOURS_A_DAY;

    private Ago() {}

    /** The length in words: {@code 3 seconds}, {@code About a minute}, {@code 2 weeks}. */
    public static String words(Duration length) {
        long seconds = length.toSeconds();
        long minutes = seconds / 60;
        long hours = (seconds + 1800) / 3600;
        if (seconds < 1) {
            return "Less than a second";
        }
        if (seconds < 60) {
            return seconds == 1 ? "1 second" : seconds + " seconds";
        }
        if (minutes < 60) {
            return minutes == 1 ? "About a minute" : minutes + " minutes";
        }
        if (hours < 2 * HOURS_A_DAY) {
            return hours == 1 ? "About an hour" : hours + " hours";
        }
        if (hours < 2 * HOURS_A_WEEK) {
            return hours / HOURS_A_DAY + " days";
        }
        if (hours < 2 * HOURS_A_MONTH) {
            return hours / HOURS_A_WEEK + " weeks";
        }
        if (hours < 2 * HOURS_A_YEAR) {
            return hours / HOURS_A_MONTH + " months";
        }
        return hours / HOURS_A_YEAR + " years";
    }
}
