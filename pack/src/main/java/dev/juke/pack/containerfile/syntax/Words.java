/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import java.util.ArrayList;
import java.util.List;

/** Splits arguments at white space that is not quoted. Quotes and escape characters stay, since variables are replaced later. */
public final class Words {
    private Words() {}

    /** The words of a text. */
    public static List<Word> of(Text text, char escape) {
        List<Word> words = new ArrayList<>();
        int begin = -1;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.at(i);
            if (quote == 0 && Spaces.isSpace(c)) {
                add(words, text, begin, i);
                begin = -1;
                continue;
            }
            begin = begin < 0 ? i : begin;
            if (c == escape && quote != '\'') {
                i++;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
        }
        add(words, text, begin, text.length());
        return words;
    }

    private static void add(List<Word> words, Text text, int begin, int end) {
        if (begin >= 0) {
            words.add(text.part(begin, end).word());
        }
    }
}
