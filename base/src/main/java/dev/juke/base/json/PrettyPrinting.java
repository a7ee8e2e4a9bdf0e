/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base.json;

import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;

/** The layout of JSON for people, apart so that the hot path does not load it. */
final class PrettyPrinting {
    private PrettyPrinting() {}

    /** Two blanks a level, {@code "name": value}, every element on its own line, as Go's MarshalIndent does. */
    static PrettyPrinter twoBlanks() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        Separators separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        return new DefaultPrettyPrinter()
                .withSeparators(separators)
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
    }
}
