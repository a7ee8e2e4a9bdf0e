/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import org.jspecify.annotations.Nullable;

/**
 * A document that stands in the file itself, after the instruction that uses it.
 *
 * @param word {@code <<NAME}, {@code <<-NAME}, {@code <<"NAME"} as it is written
 * @param name what ends it, and what the file is called that it becomes
 * @param expands whether variables in it are replaced: its name has no quotes
 * @param content its lines; {@code <<-} has taken the tabs at their beginnings away
 */
public record Heredoc(Word word, String name, boolean expands, String content) {
    /** What begins a document, before its lines are read. */
    record Mark(String name, boolean expands, boolean chomps) {}

    /** Whether a word names a document. */
    public static boolean isNamedBy(Word word) {
        return mark(word) != null;
    }

    /** What a word begins, or null when it begins no document: {@code [0-9]*<<-?NAME}. */
    static @Nullable Mark mark(Word word) {
        String text = word.text();
        int i = 0;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        if (!text.startsWith("<<", i)) {
            return null;
        }
        boolean chomps = text.startsWith("-", i + 2);
        String rest = text.substring(i + (chomps ? 3 : 2)).stripLeading();
        if (rest.isEmpty() || rest.indexOf('<') >= 0) {
            return null;
        }
        String name = Expander.unquoted(word.with(rest));
        boolean quoted = quotes(rest) != quotes(name);
        return name.isEmpty() || name.chars().anyMatch(Spaces::isSpace) ? null : new Mark(name, !quoted, chomps);
    }

    private static long quotes(String text) {
        return text.chars().filter(c -> c == '\'' || c == '"').count();
    }
}
