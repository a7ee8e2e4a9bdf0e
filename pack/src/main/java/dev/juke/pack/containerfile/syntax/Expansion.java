/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import dev.juke.base.JukeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes through one word, character by character. */
final class Expansion {
    /** Substitutions within substitutions deeper than this are refused. */
    private static final int MAX_DEPTH = 40;

    /** What is done with a word. */
    enum Mode {
        /** Variables are replaced, quotes go. */
        VALUE(false, true, false),
        /** Variables are replaced, quotes mean nothing. */
        DOCUMENT(false, false, false),
        /** Quotes go, variables stay. */
        NAME(true, true, false),
        /** Everything stays; it is only split. */
        RAW(true, true, true);

        private final boolean keepsUnset;
        private final boolean quotes;
        private final boolean keepsQuotes;

        Mode(boolean keepsUnset, boolean quotes, boolean keepsQuotes) {
            this.keepsUnset = keepsUnset;
            this.quotes = quotes;
            this.keepsQuotes = keepsQuotes;
        }
    }

    private final Word word;
    private final String text;
    private final char escape;
    private final Variables variables;
    private final Budget budget;
    private final Mode mode;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder open = new StringBuilder();
    private boolean keepsEscapes;
    private int next;
    private int depth;

    Expansion(Word word, char escape, Variables variables, Budget budget, Mode mode) {
        this.word = word;
        this.text = word.text();
        this.escape = escape;
        this.variables = variables;
        this.budget = budget;
        this.mode = mode;
        this.keepsEscapes = mode.keepsQuotes;
    }

    String value() {
        return until('\0');
    }

    List<String> words() {
        until('\0');
        closeWord();
        return words;
    }

    List<String> wordsOrNone() {
        try {
            return words();
        } catch (JukeException e) {
            return List.of();
        }
    }

    private boolean atEnd() {
        return next == text.length();
    }

    private char peek() {
        return atEnd() ? '\0' : text.charAt(next);
    }

    private JukeException wrong(String what, String hint) {
        return word.wrong(what + " in '" + shortened() + "'", hint);
    }

    private String shortened() {
        String line = text.replace('\n', ' ');
        return line.length() > 80 ? line.substring(0, 80) + "…" : line;
    }

    /** Everything up to a character, which is skipped, or to the end (NUL). */
    private String until(char stop) {
        StringBuilder value = new StringBuilder();
        while (!atEnd()) {
            char c = text.charAt(next);
            if (stop != '\0' && c == stop) {
                next++;
                return value.toString();
            }
            if (c == '$') {
                String substituted = variable();
                budget.grow(value, substituted, word);
                substituted.chars().forEach(part -> word((char) part, false));
            } else if (c == '<') {
                put(value, documentMark());
            } else if (c == '\'' && mode.quotes) {
                put(value, singleQuoted());
            } else if (c == '"' && mode.quotes) {
                put(value, doubleQuoted());
            } else if (c == escape) {
                escaped(value);
            } else {
                next++;
                budget.grow(value, String.valueOf(c), word);
                word(c, false);
            }
        }
        if (stop != '\0') {
            throw wrong("'" + stop + "' is missing", "close the substitution");
        }
        return value.toString();
    }

    /** Adds what is part of a word whatever it holds. */
    private void put(StringBuilder value, String part) {
        budget.grow(value, part, word);
        part.chars().forEach(c -> word((char) c, true));
    }

    /** Adds a character to the word that is open, unless it ends it. Parts of a substitution belong to no word yet. */
    private void word(char c, boolean always) {
        if (depth > 0) {
            return;
        }
        if (always || !Spaces.isSpace(c)) {
            open.append(c);
        } else {
            closeWord();
        }
    }

    private void closeWord() {
        if (!open.isEmpty()) {
            words.add(open.toString());
            open.setLength(0);
        }
    }

    private void escaped(StringBuilder value) {
        next++;
        if (keepsEscapes) {
            put(value, String.valueOf(escape));
        }
        if (!atEnd()) {
            put(value, String.valueOf(text.charAt(next++)));
        }
    }

    private String singleQuoted() {
        int end = text.indexOf('\'', next + 1);
        if (end < 0) {
            throw wrong("a single quote is not closed", "close it, or put \\ before it");
        }
        String content = mode.keepsQuotes ? text.substring(next, end + 1) : text.substring(next + 1, end);
        next = end + 1;
        return content;
    }

    private String doubleQuoted() {
        StringBuilder value = new StringBuilder(mode.keepsQuotes ? "\"" : "");
        next++;
        while (!atEnd()) {
            char c = text.charAt(next);
            if (c == '"') {
                next++;
                return mode.keepsQuotes ? value.append('"').toString() : value.toString();
            }
            if (c == '$') {
                budget.grow(value, variable(), word);
                continue;
            }
            next++;
            if (c == escape && !atEnd()) {
                if (keepsEscapes) {
                    value.append(c);
                }
                char escaped = peek();
                if (escaped == '"' || escaped == '$' || escaped == escape) {
                    c = escaped;
                    next++;
                }
            }
            budget.grow(value, String.valueOf(c), word);
        }
        throw wrong("a double quote is not closed", "close it, or put \\ before it");
    }

    /** {@code <<} with the blanks that follow it, since the name of a document may stand behind them. */
    private String documentMark() {
        int begin = next++;
        if (peek() == '<') {
            next++;
            while (peek() == ' ' || peek() == '\t' || peek() == '\r') {
                next++;
            }
        }
        return text.substring(begin, next);
    }

    private String variable() {
        next++;
        if (peek() != '{') {
            String name = name();
            if (name.isEmpty()) {
                return "$";
            }
            String value = variables.get(name);
            return value != null ? value : mode.keepsUnset ? "$" + name : "";
        }
        next++;
        if (++depth > MAX_DEPTH) {
            throw wrong("substitutions stand within each other more than " + MAX_DEPTH + " deep", "use more variables");
        }
        String value = substitution();
        depth--;
        return value;
    }

    private String name() {
        int begin = next;
        if (Character.isDigit(peek())) {
            while (Character.isDigit(peek())) {
                next++;
            }
        } else if ("@*#?-$!".indexOf(peek()) >= 0 && !atEnd()) {
            next++;
        } else {
            while (Character.isLetterOrDigit(peek()) || peek() == '_') {
                next++;
            }
        }
        return text.substring(begin, next);
    }

    /** What stands after <code>${</code>. */
    private String substitution() {
        int begin = next;
        String name = name();
        if (name.isEmpty() || atEnd()) {
            throw wrong(atEnd() ? "'}' is missing" : "a substitution names no variable", "write ${NAME}");
        }
        String value = variables.get(name);
        String result = operation(name, value, text.charAt(next++));
        return value == null && mode.keepsUnset ? "${" + text.substring(begin, next) : result;
    }

    private String operation(String name, @Nullable String value, char operator) {
        return switch (operator) {
            case '}' -> value == null ? "" : value;
            case ':' -> {
                char second = peek();
                next += atEnd() ? 0 : 1;
                yield conditional(name, value == null || value.isEmpty(), "is empty or not set", value, ":", second);
            }
            case '-', '+', '?' -> conditional(name, value == null, "is not set", value, "", operator);
            case '#', '%' -> trimmed(value == null ? "" : value, operator);
            case '/' -> replaced(value == null ? "" : value);
            default -> throw unknown(String.valueOf(operator));
        };
    }

    private JukeException unknown(String operator) {
        return wrong("'" + operator + "' is no substitution that is known", "use one of :- - :+ + :? ? # ## % %% / //");
    }

    private String conditional(
            String name, boolean missing, String why, @Nullable String value, String prefix, char operator) {
        if ("-+?".indexOf(operator) < 0) {
            throw unknown(prefix + operator);
        }
        String other = raw(false, '}');
        return switch (operator) {
            case '-' -> missing || value == null ? other : value;
            case '+' -> missing ? "" : other;
            default -> {
                if (missing || value == null) {
                    throw word.wrong(
                            "variable " + name + " " + (other.isEmpty() ? why : why + ": " + other),
                            "set it with ENV, ARG or --build-arg");
                }
                yield value;
            }
        };
    }

    private String trimmed(String value, char operator) {
        String pattern = raw(true, '}');
        boolean longest = pattern.startsWith(String.valueOf(operator));
        ShellPattern parsed = ShellPattern.of(longest ? pattern.substring(1) : pattern, word, budget);
        return operator == '#' ? parsed.withoutPrefix(value, longest) : parsed.withoutSuffix(value, longest);
    }

    private String replaced(String value) {
        boolean all = peek() == '/';
        next += all ? 1 : 0;
        ShellPattern pattern = ShellPattern.of(raw(true, '/'), word, budget);
        return pattern.replaced(value, raw(true, '}'), all);
    }

    /** A part of a substitution, with its escape characters or without them. */
    private String raw(boolean withEscapes, char stop) {
        boolean before = keepsEscapes;
        keepsEscapes = withEscapes;
        String part = until(stop);
        keepsEscapes = before;
        return part;
    }
}
