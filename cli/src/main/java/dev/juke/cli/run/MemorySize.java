/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import dev.juke.base.JukeException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Reads an amount of memory as Docker does (docker/go-units, RAMInBytes): {@code 64m}, {@code 1.5g}, {@code 512MiB}, {@code 1048576}. */
final class MemorySize {
    private static final String UNITS = "kmgt";
    private static final String HINT = "write a number and b, k, m or g: 64m, 1.5g";

    /** Below this it is a mistake in writing; how much a guest needs is the planner's to say. Bytes. */
    private static final long LEAST_LIMIT = 1 << 20;

    private MemorySize() {}

    /** The amount in bytes. */
    static long parse(String text) {
        String rest = text.strip().toLowerCase(Locale.ROOT);
        int end = 0;
        while (end < rest.length() && (Character.isDigit(rest.charAt(end)) || rest.charAt(end) == '.')) {
            end++;
        }
        long factor = factor(rest.substring(end).strip(), text);
        try {
            BigDecimal bytes = new BigDecimal(rest.substring(0, end)).multiply(BigDecimal.valueOf(factor));
            long whole = bytes.setScale(0, RoundingMode.DOWN).longValueExact();
            if (whole == 0) {
                throw new ArithmeticException("less than a byte");
            }
            return whole;
        } catch (ArithmeticException | NumberFormatException e) {
            throw new JukeException(JukeException.Category.USAGE, message(text), HINT, e);
        }
    }

    /** A limit in bytes: an amount that somebody can have meant for a guest. */
    static long limit(String text) {
        long bytes = parse(text);
        if (bytes < LEAST_LIMIT) {
            boolean bare = text.chars().allMatch(Character::isDigit);
            throw JukeException.usage(
                    "'" + text + "' is " + bytes + " bytes, too little for any guest",
                    bare ? "did you mean " + text + "m?" : "give some 64m");
        }
        return bytes;
    }

    private static long factor(String unit, String text) {
        String letter = unit.endsWith("ib") ? unit.substring(0, unit.length() - 2) : unit;
        letter = letter.length() == 2 && letter.endsWith("b") ? letter.substring(0, 1) : letter;
        if (letter.isEmpty() || letter.equals("b")) {
            return 1;
        }
        int power = letter.length() == 1 ? UNITS.indexOf(letter) + 1 : 0;
        if (power == 0) {
            throw JukeException.usage(message(text), HINT);
        }
        return 1L << (10 * power);
    }

    private static String message(String text) {
        return "'" + text + "' is no amount of memory";
    }
}
