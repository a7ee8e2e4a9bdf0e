/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import dev.juke.pack.input.Text;
import java.util.regex.Pattern;

/** The version of a build file's format: numbers with dots between them, perhaps after a {@code v}. */
final class Version {
    private static final Pattern FORM = Pattern.compile("v?[0-9]{1,9}(?:\\.[0-9]{1,9}){0,2}");
    private static final int[] NEWEST = {0, 1, 0};

    private Version() {}

    /** Refuses what is no version or a newer one than Juke reads. */
    static void check(Text version) {
        if (!FORM.matcher(version.value()).matches()) {
            throw version.place().wrong("'" + version.value() + "' is no version", "write 'version: v0.1'");
        }
        String[] numbers = version.value().replace("v", "").split("\\.", -1);
        for (int i = 0; i < NEWEST.length; i++) {
            int number = i < numbers.length ? Integer.parseInt(numbers[i]) : 0;
            if (number > NEWEST[i]) {
                throw version.place()
                        .wrong(
                                "version " + version.value() + " is newer than v0.1, the newest that Juke reads",
                                "write 'version: v0.1', or update Juke");
            }
            if (number < NEWEST[i]) {
                return;
            }
        }
    }
}
