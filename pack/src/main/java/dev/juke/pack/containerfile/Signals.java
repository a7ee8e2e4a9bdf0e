/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import java.util.Locale;
import java.util.Set;

/** Names and numbers of Linux's signals (signal(7)). */
final class Signals {
    private static final int LAST = 64;
    private static final Set<String> NAMES = Set.of(
            "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE",
            "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU",
            "UNUSED", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ");

    private Signals() {}

    /** Whether a text names one: {@code 15}, {@code TERM}, {@code SIGTERM}, {@code SIGRTMIN+3}. */
    static boolean isSignal(String text) {
        if (text.matches("[0-9]{1,2}")) {
            int number = Integer.parseInt(text);
            return number > 0 && number <= LAST;
        }
        String upper = text.toUpperCase(Locale.ROOT);
        String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
        return NAMES.contains(name) || name.matches("RTMIN(\\+([1-9]|1[0-5]))?|RTMAX(-([1-9]|1[0-4]))?");
    }
}
