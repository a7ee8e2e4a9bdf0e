/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.text;

import java.util.ArrayList;
import java.util.List;

/** A table for people, laid out as Docker's: columns as wide as their widest cell, three blanks between them. */
public final class Table {
    private static final int GAP = 3;

    private final List<List<String>> rows = new ArrayList<>();

    /** A table with these headings. */
    public Table(String... headings) {
        rows.add(List.of(headings));
    }

    /** Adds a row, which has as many cells as there are headings. */
    public Table row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** The whole table; each line ends with a line break. */
    public String text() {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = row.get(i);
                line.append(cell).repeat(' ', widths[i] - length(cell) + GAP);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    /** A text of at most that many characters, the last of them an ellipsis when something was cut off. */
    public static String shortened(String text, int characters) {
        if (length(text) <= characters) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, characters - 1)) + "…";
    }
}
