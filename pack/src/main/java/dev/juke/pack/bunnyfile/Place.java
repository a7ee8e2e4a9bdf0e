/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import dev.juke.base.JukeException;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * A place in a build file, for messages.
 *
 * @param line from 1
 * @param column from 1
 */
record Place(Path file, int line, int column) {
    static Place of(Path file, Optional<Mark> mark) {
        return mark.map(m -> new Place(file, m.getLine() + 1, m.getColumn() + 1))
                .orElse(new Place(file, 1, 1));
    }

    /** The error that something there is wrong. */
    JukeException wrong(String what, String hint) {
        return JukeException.input(this + ": " + what, hint);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
