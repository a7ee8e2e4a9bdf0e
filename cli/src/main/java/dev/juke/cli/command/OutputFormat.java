/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.command;

import dev.juke.base.JukeException;

/** What {@code --format} may say where there is a table for people and JSON for programs. */
public final class OutputFormat {
    private OutputFormat() {}

    /** Whether JSON is wanted. */
    public static boolean isJson(Value format) {
        return switch (format.or("table")) {
            case "table" -> false;
            case "json" -> true;
            default -> throw JukeException.usage("there is no format '" + format.or("") + "'", "use table or json");
        };
    }
}
