/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The errors of one file, which are told together: a person mends them all before the next try. */
public final class Problems {
    /** More than this many are an avalanche: one cause, and nobody reads on. */
    private static final int MOST = 20;

    private final List<JukeException> all = new ArrayList<>();

    /** None so far. */
    public Problems() {}

    /** Keeps an error for later. */
    public void add(JukeException problem) {
        all.add(problem);
    }

    /** Does something; an error that ends it is kept for later. */
    public void attempt(Runnable action) {
        try {
            action.run();
        } catch (JukeException e) {
            all.add(e);
        }
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Throws what was kept: a single error as it is, several as one of a line each. */
    public void throwIfAny() {
        if (all.size() == 1) {
            throw all.getFirst();
        }
        if (!all.isEmpty()) {
            throw together();
        }
    }

    private JukeException together() {
        String lines =
                all.stream().limit(MOST).map(JukeException::line).distinct().collect(Collectors.joining("\n"));
        String rest = all.size() > MOST ? "\n… and " + (all.size() - MOST) + " more" : "";
        JukeException.Category first = all.getFirst().category();
        boolean same = all.stream().allMatch(problem -> problem.category() == first);
        return JukeException.several(same ? first : JukeException.Category.INPUT, lines + rest);
    }
}
