/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import java.util.ArrayList;
import java.util.List;

/** White space, and what stands between it. */
public final class Spaces {
    private Spaces() {}

    /** White space as Unicode has it. */
    static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    /** What separates an instruction from its words, and words from each other where quotes mean nothing: Docker's {@code [\t\v\f\r ]}. */
    static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r' && c != '\n');
    }

    /** The words between blanks, quotes and all. */
    public static List<Word> split(Text text) {
        List<Word> words = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || isBlank(text.at(i))) {
                if (i > begin) {
                    words.add(text.part(begin, i).word());
                }
                begin = i + 1;
            }
        }
        return words;
    }
}
