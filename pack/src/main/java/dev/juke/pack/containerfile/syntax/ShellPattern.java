/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import java.util.Arrays;

/**
 * A pattern in a substitution: {@code *} is any text, {@code ?} any character (POSIX shell, "Pattern Matching Notation", without brackets).
 * Compared in steps that are counted, never by trying all ways.
 */
final class ShellPattern {
    private static final int ANY_TEXT = -1;
    private static final int ANY_CHARACTER = -2;
    private static final int NONE = -1;

    private final int[] tokens;
    private final Word word;
    private final Budget budget;

    private ShellPattern(int[] tokens, Word word, Budget budget) {
        this.tokens = tokens;
        this.word = word;
        this.budget = budget;
    }

    static ShellPattern of(String pattern, Word word, Budget budget) {
        int[] characters = pattern.codePoints().toArray();
        int[] tokens = new int[characters.length];
        int count = 0;
        for (int i = 0; i < characters.length; i++) {
            int c = characters[i];
            if (c == '*') {
                tokens[count++] = ANY_TEXT;
            } else if (c == '?') {
                tokens[count++] = ANY_CHARACTER;
            } else if (c != '\\') {
                tokens[count++] = c;
            } else {
                int escaped = i + 1 < characters.length ? characters[++i] : 0;
                if ("*?\\}/".indexOf(escaped) < 0) {
                    throw word.wrong("'\\' in pattern '" + pattern + "' stands before none of * ? \\ } /", "remove it");
                }
                tokens[count++] = escaped;
            }
        }
        return new ShellPattern(Arrays.copyOf(tokens, count), word, budget);
    }

    /** The value without the shortest or longest beginning that matches. */
    String withoutPrefix(String value, boolean longest) {
        int[] characters = value.codePoints().toArray();
        int length = match(tokens, characters, 0, longest);
        return length == NONE ? value : new String(characters, length, characters.length - length);
    }

    /** The value without the shortest or longest end that matches. */
    String withoutSuffix(String value, boolean longest) {
        int[] characters = value.codePoints().toArray();
        int length = match(reversed(tokens), reversed(characters), 0, longest);
        return length == NONE ? value : new String(characters, 0, characters.length - length);
    }

    /** The value with a text in the place of what matches, the longest from the left. */
    String replaced(String value, String replacement, boolean all) {
        int[] characters = value.codePoints().toArray();
        StringBuilder result = new StringBuilder();
        boolean justReplaced = false;
        int i = 0;
        while (i <= characters.length) {
            int length = match(tokens, characters, i, true);
            boolean replaces = length > 0 || (length == 0 && !justReplaced);
            if (replaces) {
                budget.grow(result, replacement, word);
            }
            justReplaced = length > 0;
            if (length > 0) {
                i += length;
            } else if (i < characters.length) {
                result.appendCodePoint(characters[i++]);
            } else {
                break;
            }
            if (replaces && !all) {
                break;
            }
        }
        return result + new String(characters, i, characters.length - i);
    }

    /** How many characters from an offset on match, or {@link #NONE}. All ways are followed at once. */
    private int match(int[] pattern, int[] characters, int from, boolean longest) {
        boolean[] states = new boolean[pattern.length + 1];
        states[0] = true;
        int found = NONE;
        for (int i = from; ; i++) {
            budget.compare(pattern.length + 1L, word);
            boolean alive = false;
            for (int s = 0; s < pattern.length; s++) {
                if (states[s] && pattern[s] == ANY_TEXT) {
                    states[s + 1] = true;
                }
                alive |= states[s];
            }
            if (states[pattern.length]) {
                found = i - from;
                if (!longest) {
                    return found;
                }
            }
            if (!alive || i == characters.length) {
                return found;
            }
            for (int s = pattern.length; s >= 0; s--) {
                boolean stays = s < pattern.length && states[s] && pattern[s] == ANY_TEXT && characters[i] != '\n';
                boolean comes = s > 0
                        && states[s - 1]
                        && (pattern[s - 1] == characters[i]
                                || (pattern[s - 1] == ANY_CHARACTER && characters[i] != '\n'));
                states[s] = stays || comes;
            }
        }
    }

    private static int[] reversed(int[] values) {
        int[] result = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[values.length - 1 - i];
        }
        return result;
    }
}
