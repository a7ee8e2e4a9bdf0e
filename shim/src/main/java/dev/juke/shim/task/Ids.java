/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.base.JukeException;
import java.util.regex.Pattern;

/** Names of tasks and processes: containerd's rule for identifiers (pkg/identifiers), which keeps them safe as names of files too. */
final class Ids {
    private static final int LONGEST = 76;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*");

    private Ids() {}

    static String checked(String id) {
        if (id.length() > LONGEST || !ID.matcher(id).matches()) {
            throw JukeException.input(
                    "'" + (id.length() > LONGEST ? id.substring(0, LONGEST) + "…" : id) + "' is no id",
                    "letters and digits, separated by single . _ or -, " + LONGEST + " characters at most");
        }
        return id;
    }
}
