/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * A signal (signal(7)).
 *
 * @param number as Linux counts on x86 and ARM
 */
public record Signal(int number) {
    /** Ends a process at once. */
    public static final Signal KILL = new Signal(9);

    private static final int FIRST_REAL_TIME = 34;
    private static final int LAST_REAL_TIME = 64;

    /** In the order of their numbers, from 1. */
    private static final List<String> NAMES = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS");

    /** Reads {@code KILL}, {@code SIGKILL}, {@code sigkill}, {@code 9}, {@code RTMIN+3}. */
    public static Signal parse(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
        int number = NAMES.indexOf(name) + 1;
        if (number == 0) {
            number = numeral(name);
        }
        if (number < 1 || number > LAST_REAL_TIME) {
            throw JukeException.usage("'" + text + "' is no signal", "give a name as TERM, or a number as 15");
        }
        return new Signal(number);
    }

    /** The number of a real-time signal or of a numeral; 0 when it is neither. */
    private static int numeral(String name) {
        if (name.startsWith("RTMIN+")) {
            return FIRST_REAL_TIME + digits(name.substring("RTMIN+".length()));
        }
        if (name.startsWith("RTMAX-")) {
            return LAST_REAL_TIME - digits(name.substring("RTMAX-".length()));
        }
        return switch (name) {
            case "RTMIN" -> FIRST_REAL_TIME;
            case "RTMAX" -> LAST_REAL_TIME;
            default -> digits(name);
        };
    }

    /** One or two digits; else a number that leads out of every range. */
    private static int digits(String text) {
        boolean good = text.length() == 1 || text.length() == 2;
        int number = 0;
        for (int i = 0; good && i < text.length(); i++) {
            good = text.charAt(i) >= '0' && text.charAt(i) <= '9';
            number = number * 10 + text.charAt(i) - '0';
        }
        return good ? number : 1000;
    }

    /** Sends it to a process; false when that is gone. The JDK knows two signals only, a shell knows all. */
    boolean send(ProcessId process) {
        if (process.handle() == null) {
            return false;
        }
        try {
            Process kill = new ProcessBuilder(
                            "/bin/sh", "-c", "kill -\"$1\" \"$2\"", "sh", "" + number, "" + process.pid())
                    .redirectErrorStream(true)
                    .start();
            kill.getInputStream().readAllBytes();
            return kill.waitFor() == 0;
        } catch (IOException e) {
            throw IoFailure.of("signal " + number + " cannot be sent", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
