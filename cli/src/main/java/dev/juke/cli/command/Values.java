/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;

/** An option that may be given several times, or the words after the options. */
public record Values(ArgSpec argument) {
    /** All that were given, in their order. */
    public List<String> all() {
        @Nullable List<String> values = argument.getValue();
        return values == null ? List.of() : values;
    }
}
