/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.command;

import picocli.CommandLine.Model.OptionSpec;

/** An option that is given or not. */
public record Flag(OptionSpec option) {
    /** Whether it is given. */
    public boolean given() {
        return Boolean.TRUE.equals(option.getValue());
    }
}
