/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base;

import java.util.Comparator;
import java.util.List;

/** Guesses what somebody meant who mistyped a word. */
public final class Nearest {
    /** A guess farther away is none: as many letters may differ, but never more than half of them. */
    private static final int MAX_DISTANCE = 3;

    private Nearest() {}

    /** Names the nearest known word, or all when none is near. */
    public static String hint(String word, List<String> known) {
        return hint(word, known, "known here are: " + String.join(", ", known));
    }

    /** Names the nearest known word, or says something else when none is near. */
    public static String hint(String word, List<String> known, String otherwise) {
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= Math.min(MAX_DISTANCE, (candidate.length() + 1) / 2))
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .map(nearest -> "did you mean '" + nearest + "'?")
                .orElse(otherwise);
    }

    /** How many letters must be added, removed or replaced (Levenshtein's distance). */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
