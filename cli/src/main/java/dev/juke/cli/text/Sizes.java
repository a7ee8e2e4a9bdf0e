/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.text;

import java.util.Locale;

/** Amounts of bytes as Docker's lists show them: decimal units, three digits (docker/go-units, HumanSize). */
public final class Sizes {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Sizes() {}

    /** The amount in words: {@code 25.2kB}, {@code 1.03MB}. */
    public static String words(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= 1000 && unit < UNITS.length - 1) {
            amount /= 1000;
            unit++;
        }
        int places = amount >= 100 || unit == 0 ? 0 : amount >= 10 ? 1 : 2;
        String number = String.format(Locale.ROOT, "%." + places + "f", amount);
        if (number.indexOf('.') >= 0) {
            number = number.replaceAll("0+$", "").replaceAll("\\.$", "");
        }
        return number + UNITS[unit];
    }
}
