/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import dev.juke.base.JukeException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Reads how many CPUs a guest gets. A fraction, which Docker permits, is rounded up: a guest has whole ones. */
final class CpuCount {
    private CpuCount() {}

    /**
     * The number of virtual CPUs.
     *
     * @param available how many this host has
     */
    static int parse(String text, int available) {
        BigDecimal count;
        try {
            count = new BigDecimal(text.strip());
        } catch (NumberFormatException e) {
            throw new JukeException(
                    JukeException.Category.USAGE, "'" + text + "' is no number of CPUs", "write it as 1 or 1.5", e);
        }
        if (count.signum() <= 0 || count.compareTo(BigDecimal.valueOf(available)) > 0) {
            throw JukeException.usage(
                    text + " CPUs are not to be had: this host has " + available,
                    "give more than 0 and at most " + available);
        }
        return count.setScale(0, RoundingMode.UP).intValueExact();
    }
}
