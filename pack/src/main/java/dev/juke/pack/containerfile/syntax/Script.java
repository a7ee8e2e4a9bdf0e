/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import java.util.List;

/**
 * A parsed file.
 *
 * @param escape what takes the meaning of the next character away, and joins lines: a backslash unless a directive says otherwise
 * @param instructions in their order
 */
public record Script(char escape, List<Instruction> instructions) {
    /** Keeps a copy. */
    public Script {
        instructions = List.copyOf(instructions);
    }
}
