/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.nix;

import dev.juke.pack.nix.Expression.Piece;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes from a text between pairs of single quotes the blanks that all its lines begin with. Lines of nothing but blanks do not count; the
 * first line goes when it has nothing but blanks, and so do the blanks of the last. Tabs are no blanks here.
 */
final class Indentation {
    private Indentation() {}

    static List<Piece> remove(List<Piece> pieces) {
        List<Piece> rest = withoutFirstLine(pieces);
        int indentation = indentation(rest);
        List<Piece> result = new ArrayList<>();
        boolean start = true;
        for (int i = 0; i < rest.size(); i++) {
            if (rest.get(i) instanceof Piece.Literal literal && !literal.fixed()) {
                String text = cut(literal.text(), indentation, start, i == rest.size() - 1);
                result.add(new Piece.Literal(text, false));
                start = literal.text().endsWith("\n");
            } else {
                result.add(rest.get(i));
                start = false;
            }
        }
        return result;
    }

    private static List<Piece> withoutFirstLine(List<Piece> pieces) {
        if (pieces.isEmpty() || !(pieces.getFirst() instanceof Piece.Literal first) || first.fixed()) {
            return pieces;
        }
        int blanks = blanks(first.text(), 0);
        if (blanks == first.text().length() || first.text().charAt(blanks) != '\n') {
            return pieces;
        }
        List<Piece> rest = new ArrayList<>(pieces);
        rest.set(0, new Piece.Literal(first.text().substring(blanks + 1), false));
        return rest;
    }

    /** With how many blanks every line begins that has something else in it. */
    private static int indentation(List<Piece> pieces) {
        int least = Integer.MAX_VALUE;
        int current = 0;
        boolean start = true;
        for (Piece piece : pieces) {
            String text = piece instanceof Piece.Literal literal && !literal.fixed() ? literal.text() : "x";
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\n') {
                    current = 0;
                    start = true;
                } else if (start && c == ' ') {
                    current++;
                } else if (start) {
                    least = Math.min(least, current);
                    start = false;
                }
            }
        }
        return least == Integer.MAX_VALUE ? 0 : least;
    }

    private static String cut(String text, int indentation, boolean atStart, boolean last) {
        StringBuilder result = new StringBuilder();
        boolean start = atStart;
        int line = 0;
        while (line < text.length()) {
            int newline = text.indexOf('\n', line);
            int end = newline < 0 ? text.length() : newline + 1;
            int blanks = blanks(text, line);
            int cut = start ? Math.min(indentation, blanks) : 0;
            boolean nothing = last && newline < 0 && start && line + blanks == text.length();
            result.append(text, nothing ? end : line + cut, end);
            line = end;
            start = true;
        }
        return result.toString();
    }

    private static int blanks(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at - from;
    }
}
