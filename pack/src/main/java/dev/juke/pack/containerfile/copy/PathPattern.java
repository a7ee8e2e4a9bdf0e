/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.copy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of paths: {@code *} is any text without a slash, {@code ?} any character but a slash, {@code [a-z]} and {@code [^a-z]} one of
 * those; a backslash takes the next character's meaning away (Go's path/filepath.Match). In {@code .dockerignore}, {@code **} is any
 * number of directories, too (moby/patternmatcher). Comparing takes time in proportion to both lengths, whatever the pattern.
 */
public final class PathPattern {
    /** One step of a pattern. */
    private sealed interface Token {
        /** A character, or one of a class. */
        record One(int low, int high) implements Token {}

        /** A character of a class. */
        record Choice(boolean negated, List<One> ranges) implements Token {}

        /** Any character but a slash. */
        record Any() implements Token {}

        /** Any text without a slash. */
        record Text() implements Token {}

        /** Directories, each with its slash, or nothing. */
        record Directories() implements Token {}

        /** Any text. */
        record Rest() implements Token {}
    }

    private final List<Token> tokens;

    private PathPattern(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** Whether a text has characters that mean something in a pattern. */
    public static boolean isPattern(String text) {
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '*', '?', '[' -> {
                    return true;
                }
                case '\\' -> i++;
                default -> {}
            }
        }
        return false;
    }

    /** A text without the backslashes that take the meaning of the next character away. */
    static String literal(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            boolean escapes = text.charAt(i) == '\\' && i + 1 < text.length();
            plain.append(text.charAt(escapes ? ++i : i));
        }
        return plain.toString();
    }

    /** A pattern of COPY and ADD; null when it is none, as {@code [a}. */
    public static @Nullable PathPattern ofSource(String pattern) {
        return parse(pattern, false);
    }

    /** A pattern of {@code .dockerignore} and {@code --exclude}; null when it is none. */
    static @Nullable PathPattern ofIgnore(String pattern) {
        return parse(pattern, true);
    }

    private static @Nullable PathPattern parse(String pattern, boolean deep) {
        int[] text = pattern.codePoints().toArray();
        List<Token> tokens = new ArrayList<>();
        // moby/patternmatcher takes this one for any text that ends so, not for directories.
        boolean anyEnding =
                deep && pattern.startsWith("**") && !pattern.startsWith("**/") && !isPattern(pattern.substring(2));
        int i = 0;
        while (i < text.length) {
            int c = text[i++];
            switch (c) {
                case '*' -> {
                    boolean two = deep && i < text.length && text[i] == '*';
                    if (!two) {
                        tokens.add(new Token.Text());
                        continue;
                    }
                    i++;
                    i += i < text.length && text[i] == '/' ? 1 : 0;
                    tokens.add(i == text.length || anyEnding ? new Token.Rest() : new Token.Directories());
                }
                case '?' -> tokens.add(new Token.Any());
                case '[' -> {
                    i = readClass(text, i, tokens);
                    if (i < 0) {
                        return null;
                    }
                }
                case '\\' -> {
                    if (i == text.length) {
                        return null;
                    }
                    tokens.add(new Token.One(text[i], text[i]));
                    i++;
                }
                default -> tokens.add(new Token.One(c, c));
            }
        }
        return new PathPattern(List.copyOf(tokens));
    }

    /** Reads what stands after a bracket; returns where it ends, or -1 when it does not. */
    private static int readClass(int[] text, int begin, List<Token> tokens) {
        int i = begin;
        boolean negated = i < text.length && text[i] == '^';
        i += negated ? 1 : 0;
        List<Token.One> ranges = new ArrayList<>();
        while (i < text.length && (text[i] != ']' || ranges.isEmpty())) {
            int[] range = new int[2];
            for (int end = 0; end < 2; end++) {
                if (i < text.length && (text[i] == ']' || text[i] == '-')) {
                    return -1;
                }
                i += i < text.length && text[i] == '\\' ? 1 : 0;
                if (i >= text.length) {
                    return -1;
                }
                range[end] = text[i++];
                boolean isRange = end == 0 && i < text.length && text[i] == '-';
                i += isRange ? 1 : 0;
                if (!isRange) {
                    range[1] = range[end];
                    break;
                }
            }
            ranges.add(new Token.One(range[0], range[1]));
        }
        tokens.add(new Token.Choice(negated, List.copyOf(ranges)));
        return i < text.length ? i + 1 : -1;
    }

    /** Whether the whole path is as the pattern says. */
    public boolean matches(String path) {
        int[] text = path.codePoints().toArray();
        // For each offset: whether what follows is as the tokens from some on say; begun with none.
        boolean[] rest = new boolean[text.length + 1];
        rest[text.length] = true;
        for (Token token : tokens.reversed()) {
            boolean[] now = new boolean[text.length + 1];
            for (int i = text.length; i >= 0; i--) {
                boolean more = i < text.length;
                now[i] = switch (token) {
                    case Token.One one -> more && isIn(text[i], one) && rest[i + 1];
                    case Token.Any _ -> more && text[i] != '/' && rest[i + 1];
                    case Token.Choice set ->
                        more && text[i] != '/' && isIn(text[i], set.ranges()) != set.negated() && rest[i + 1];
                    case Token.Text _ -> rest[i] || (more && text[i] != '/' && now[i + 1]);
                    case Token.Rest _ -> rest[i] || (more && now[i + 1]);
                    case Token.Directories _ -> rest[i];
                };
            }
            if (token instanceof Token.Directories) {
                afterSlashes(text, rest, now);
            }
            rest = now;
        }
        return rest[0];
    }

    /** Directories may end after any slash that follows. */
    private static void afterSlashes(int[] text, boolean[] rest, boolean[] now) {
        boolean later = false;
        for (int i = text.length - 1; i >= 0; i--) {
            later |= text[i] == '/' && rest[i + 1];
            now[i] |= later;
        }
    }

    private static boolean isIn(int c, Token.One range) {
        return range.low() <= c && c <= range.high();
    }

    private static boolean isIn(int c, List<Token.One> ranges) {
        return ranges.stream().anyMatch(range -> isIn(c, range));
    }
}
