/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.guest;

import java.util.ArrayList;
import java.util.List;

/**
 * How Unikraft splits its command line (lib/ukargparse), written from its description: blanks separate, quotes group, a backslash escapes outside quotes, and inside double
 * quotes only a double quote or a backslash. An empty pair of quotes is an empty word, as the sample guests have it.
 */
final class UkArgParse {
    private UkArgParse() {}

    static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean last = i + 1 == line.length();
            if (quote == '\'') {
                if (c == '\'') {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (quote == '"') {
                if (c == '"') {
                    quote = 0;
                } else if (c == '\\' && !last && (line.charAt(i + 1) == '"' || line.charAt(i + 1) == '\\')) {
                    word.append(line.charAt(++i));
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                inWord = true;
            } else if (" \t\r\n\u000b".indexOf(c) >= 0) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                inWord = false;
            } else {
                word.append(c == '\\' && !last ? line.charAt(++i) : c);
                inWord = true;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
