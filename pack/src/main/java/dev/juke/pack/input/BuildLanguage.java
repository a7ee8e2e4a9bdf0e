/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.input;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The languages of build files, told apart by the first word that is no comment. */
public enum BuildLanguage {
    /** YAML: keys with colons. */
    BUNNYFILE,
    /** Dockerfile's: an instruction, a blank, and what it is about. */
    CONTAINERFILE,
    /** Nix: a set of names with equals signs, or a function of such. */
    NIX;

    /** Docker's documentation, "Dockerfile reference". */
    private static final Set<String> INSTRUCTIONS = Arrays.stream(
                    ("FROM ARG RUN CMD LABEL MAINTAINER EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ONBUILD"
                                    + " STOPSIGNAL HEALTHCHECK SHELL")
                            .split(" "))
            .collect(Collectors.toUnmodifiableSet());

    /** Words that a Nix expression begins with. */
    private static final Set<String> NIX_WORDS = Set.of("rec", "let", "with", "assert", "import", "if");

    /** The language of a text; one without any mark is taken for a bunnyfile. */
    public static BuildLanguage of(String text) {
        int start = skip(text, 0);
        int end = word(text, start);
        String word = text.substring(start, end);
        char after = end < text.length() ? text.charAt(end) : '\n';
        boolean blank = Character.isWhitespace(after);
        if (blank && INSTRUCTIONS.contains(word.toUpperCase(Locale.ROOT))) {
            return CONTAINERFILE;
        }
        if (NIX_WORDS.contains(word) && (blank || after == '{')) {
            return NIX;
        }
        if (!word.isEmpty()) {
            return BUNNYFILE;
        }
        return (after == '{' && isNixSet(text, end + 1)) || after == '(' || text.startsWith("/*", start)
                ? NIX
                : BUNNYFILE;
    }

    /** Whether what follows a brace is a name with an equals sign, or a function's arguments. */
    private static boolean isNixSet(String text, int from) {
        int start = skip(text, from);
        if (text.startsWith("/*", start) || text.startsWith("...", start)) {
            return true;
        }
        int end = start;
        if (start < text.length() && text.charAt(start) == '"') {
            end = text.indexOf('"', start + 1) + 1;
        } else {
            end = word(text, start);
        }
        if (end <= start) {
            // A brace that closes at once is a function's when a colon follows.
            int next = skip(text, start + 1);
            return text.startsWith("}", start) && text.startsWith(":", next);
        }
        int next = skip(text, end);
        return (next < text.length() && "=.?@,".indexOf(text.charAt(next)) >= 0)
                || text.substring(start, end).equals("inherit");
    }

    private static int word(String text, int start) {
        int end = start;
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end)) || "_-'".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        return end;
    }

    /** Where something stands that is neither blank nor, in any of the languages, a comment. */
    private static int skip(String text, int from) {
        int at = from;
        while (at < text.length()) {
            if (text.charAt(at) == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else {
                return at;
            }
        }
        return at;
    }
}
