/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import java.util.List;

/** Takes the flags from an instruction's arguments: the words at the beginning that begin with two dashes. Quotes around them go. */
final class Flags {
    private final Text text;
    private final char escape;
    private int next;

    private Flags(Text text, char escape) {
        this.text = text;
        this.escape = escape;
    }

    /** Adds the flags to a list, and returns what follows them. */
    static Text take(Text text, char escape, List<Word> into) {
        Flags flags = new Flags(text, escape);
        while (flags.isFlag()) {
            Word flag = flags.word();
            if (flag.text().equals("--")) {
                break;
            }
            into.add(flag);
        }
        return text.from(flags.next).strip();
    }

    private boolean isFlag() {
        while (next < text.length() && Spaces.isSpace(text.at(next))) {
            next++;
        }
        return next + 1 < text.length() && text.at(next) == '-' && text.at(next + 1) == '-';
    }

    private Word word() {
        int begin = next;
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (; next < text.length(); next++) {
            char c = text.at(next);
            if (quote == 0 && Spaces.isSpace(c)) {
                break;
            }
            if (quote == 0 ? c == '\'' || c == '"' : c == quote) {
                quote = quote == 0 ? c : 0;
            } else if (c != escape) {
                word.append(c);
            } else if (next + 1 < text.length()) {
                word.append(text.at(++next));
            }
        }
        return new Word(word.toString(), text.place(begin));
    }
}
