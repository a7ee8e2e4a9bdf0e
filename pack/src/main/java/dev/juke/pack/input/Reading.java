/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.input;

import dev.juke.base.JukeException;
import dev.juke.base.Nearest;
import dev.juke.base.Problems;
import dev.juke.pack.BuildContext;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One build file that is being read: what was found wrong in it so far, all of which is told together.
 *
 * @param file what it is called in messages
 */
public record Reading(Path file, BuildContext context, Problems problems) {
    /** Nothing is wrong yet. */
    public Reading(Path file, BuildContext context) {
        this(file, context, new Problems());
    }

    /** A part that is read; null when that failed, with an error that is told later. */
    public <T> @Nullable T attempt(Supplier<T> part) {
        try {
            return part.get();
        } catch (JukeException e) {
            problems.add(e);
            return null;
        }
    }

    /** A key that nobody knows. */
    public void unknown(Place place, String prefix, String key, List<String> known) {
        mistake(place.wrong("unknown key '" + prefix + key + "'", Nearest.hint(key, known)));
    }

    /** Something that bunny ignores: an error, or only a warning where that is wanted. */
    public void mistake(JukeException problem) {
        if (context.lenient()) {
            ignored(problem.line());
        } else {
            problems.add(problem);
        }
    }

    /** Tells what was passed over. */
    public void ignored(String what) {
        context.warnings().accept(what + " (ignored)");
    }
}
