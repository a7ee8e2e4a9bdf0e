/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.nix;

import dev.juke.base.JukeException;
import dev.juke.pack.input.Place;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A text that is read from its beginning to its end, which knows where it is. */
final class Characters {
    /** What stands where there is nothing more: no file holds it. */
    static final char END = '\0';

    private final Path file;
    private final String text;
    private final int[] lines;
    private int position;

    Characters(Path file, String text) {
        this.file = file;
        this.text = text;
        this.lines = IntStream.concat(
                        IntStream.of(0),
                        IntStream.range(0, text.length())
                                .filter(i -> text.charAt(i) == '\n')
                                .map(i -> i + 1))
                .toArray();
    }

    char peek() {
        return peek(0);
    }

    char peek(int ahead) {
        int at = position + ahead;
        return at < text.length() ? text.charAt(at) : END;
    }

    boolean starts(String word) {
        return text.startsWith(word, position);
    }

    char next() {
        char c = peek();
        position++;
        return c;
    }

    void skip(int count) {
        position += count;
    }

    boolean atEnd() {
        return position >= text.length();
    }

    int position() {
        return position;
    }

    /** Goes back to where it was. */
    void back(int to) {
        position = to;
    }

    /** What was read since then. */
    String since(int start) {
        return text.substring(start, position);
    }

    /** Passes over blanks and comments: {@code #} to the end of the line, and those of C. */
    void skipBlanks() {
        while (true) {
            if (isBlank(peek()) && !atEnd()) {
                position++;
            } else if (peek() == '#') {
                int end = text.indexOf('\n', position);
                position = end < 0 ? text.length() : end;
            } else if (starts("/*")) {
                int end = text.indexOf("*/", position + 2);
                if (end < 0) {
                    throw wrong("this comment does not end", "end it with */");
                }
                position = end + 2;
            } else {
                return;
            }
        }
    }

    /** Whether a word stands here, and not a longer one. */
    boolean at(String word) {
        return starts(word) && !isInName(peek(word.length()));
    }

    /** How long the path is that stands here; 0 for none. It has a slash in it: {@code a/b} is one, {@code a / b} is a division. */
    int pathLength() {
        int at = position + (peek() == '~' ? 1 : 0);
        at = passPathName(at);
        int end = position;
        while (at + 1 < text.length() && text.charAt(at) == '/' && isInPath(text.charAt(at + 1))) {
            at = passPathName(at + 1);
            end = at;
        }
        return end - position;
    }

    private int passPathName(int start) {
        int at = start;
        while (at < text.length() && isInPath(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isInPath(char c) {
        return isName(c) || isDigit(c) || c == '.' || c == '+' || c == '-';
    }

    static boolean isName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Whether it may stand in a name, but for the first letter. */
    static boolean isInName(char c) {
        return isName(c) || isDigit(c) || c == '\'' || c == '-';
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    Place place() {
        return place(position);
    }

    /** The place of a position. */
    Place place(int at) {
        int end = Math.min(at, text.length());
        int found = Arrays.binarySearch(lines, end);
        int line = found >= 0 ? found : -found - 2;
        return Place.of(file, line + 1, end - lines[line] + 1);
    }

    JukeException wrong(String what, String hint) {
        return place().wrong(what, hint);
    }
}
