/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;

/** An option or a word with one value; the last one given holds. */
public record Value(ArgSpec argument) {
    /** What was given, or null. */
    public @Nullable String get() {
        return argument.getValue();
    }

    /** What was given, or else this. */
    public String or(String otherwise) {
        String value = get();
        return value == null ? otherwise : value;
    }
}
