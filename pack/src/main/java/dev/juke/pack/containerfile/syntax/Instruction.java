/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import dev.juke.pack.input.Place;
import java.util.List;

/**
 * One instruction as it stands in the file.
 *
 * @param keyword what it does, in upper case: {@code COPY}
 * @param whole all of it, its lines joined
 * @param flags what stands between keyword and arguments and begins with two dashes, without quotes
 * @param rest the arguments
 * @param documents the documents that follow it
 */
public record Instruction(String keyword, Text whole, List<Word> flags, Text rest, List<Heredoc> documents) {
    /** Where it begins. */
    public Place place() {
        return whole.place(0);
    }

    /** All of it in one line, for an image's history. */
    public String line() {
        return keyword + whole.toString().substring(keyword.length());
    }
}
