/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import dev.juke.base.JukeException;
import dev.juke.pack.input.Place;

/**
 * A word of an instruction as it stands in the file, with its quotes and variables.
 *
 * @param text what it says
 * @param place where it stands
 */
public record Word(String text, Place place) {
    /** The same place with another text. */
    public Word with(String other) {
        return new Word(other, place);
    }

    /** The error that it is wrong. */
    public JukeException wrong(String what, String hint) {
        return place.wrong(what, hint);
    }

    @Override
    public String toString() {
        return text;
    }
}
