/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import java.util.List;

/** Replaces variables and takes quotes away, as BuildKit does (Dockerfile reference, "Environment replacement"). */
public final class Expander {
    private final char escape;
    private final Variables variables;
    private final Budget budget;

    /**
     * Makes one.
     *
     * @param escape what takes the meaning of the next character away
     * @param budget what is left for the file
     */
    public Expander(char escape, Variables variables, Budget budget) {
        this.escape = escape;
        this.variables = variables;
        this.budget = budget;
    }

    /** The value of a word, which stays one. */
    public String expand(Word word) {
        return new Expansion(word, escape, variables, budget, Expansion.Mode.VALUE).value();
    }

    /** The words that a word becomes, since its variables may hold blanks. */
    public List<String> split(Word word) {
        return new Expansion(word, escape, variables, budget, Expansion.Mode.VALUE).words();
    }

    /** The value of a document: its quotes mean nothing and stay, and its escape character is the backslash. */
    public String document(Word content) {
        return new Expansion(content, '\\', variables, budget, Expansion.Mode.DOCUMENT).value();
    }

    /** A word without its quotes; variables stay. */
    static String unquoted(Word word) {
        return new Expansion(word, '\\', _ -> null, new Budget(), Expansion.Mode.NAME).value();
    }

    /** The words of an instruction that may name documents: {@code << NAME} is one of them. Empty when quotes do not match. */
    static List<String> documentWords(Word line) {
        return new Expansion(line, '\\', _ -> null, new Budget(), Expansion.Mode.RAW).wordsOrNone();
    }
}
