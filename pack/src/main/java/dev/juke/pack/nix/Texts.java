/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.nix;

import dev.juke.pack.input.Place;
import dev.juke.pack.nix.Expression.Piece;
import java.util.ArrayList;
import java.util.List;

/** Reads a text in quotes, or in pairs of single ones, whose indentation is taken away (Nix 2.24 manual, "String literals"). */
final class Texts {
    private final Characters text;
    private final Parser parser;

    Texts(Characters text, Parser parser) {
        this.text = text;
        this.parser = parser;
    }

    /** The text that begins here. */
    Expression.Str read() {
        Place place = text.place();
        if (text.peek() == '"') {
            text.skip(1);
            return new Expression.Str(place, quoted(place));
        }
        text.skip("''".length());
        return new Expression.Str(place, Indentation.remove(indented(place)));
    }

    private List<Piece> quoted(Place place) {
        Pieces pieces = new Pieces();
        while (text.peek() != '"') {
            check(place);
            if (text.peek() == '\\') {
                text.skip(1);
                check(place);
                pieces.add(escaped(text.next()));
            } else {
                common(pieces);
            }
        }
        text.skip(1);
        return pieces.all();
    }

    private List<Piece> indented(Place place) {
        Pieces pieces = new Pieces();
        while (true) {
            check(place);
            if (text.starts("'''")) {
                text.skip(3);
                pieces.fixed("''");
            } else if (text.starts("''$")) {
                text.skip(3);
                pieces.fixed("$");
            } else if (text.starts("''\\")) {
                text.skip(3);
                check(place);
                pieces.fixed(String.valueOf(escaped(text.next())));
            } else if (text.starts("''")) {
                text.skip(2);
                return pieces.all();
            } else {
                common(pieces);
            }
        }
    }

    /** What is the same in both kinds. */
    private void common(Pieces pieces) {
        if (text.starts("$$")) {
            // A dollar sign before another one is no beginning of a reference, nor is that other one.
            text.skip(2);
            pieces.add('$');
            pieces.add('$');
        } else if (text.starts("${")) {
            text.skip(2);
            Expression inserted = parser.expression();
            parser.expect("}");
            pieces.insert(inserted);
        } else if (text.peek() == '\r') {
            // Nix reads every way to end a line as one.
            text.skip(text.peek(1) == '\n' ? 2 : 1);
            pieces.add('\n');
        } else {
            pieces.add(text.next());
        }
    }

    private void check(Place place) {
        if (text.atEnd()) {
            throw place.wrong("this text does not end", "end it with the quotes that it begins with");
        }
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }

    /** The pieces so far. */
    private static final class Pieces {
        private final List<Piece> pieces = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();

        void add(char c) {
            literal.append(c);
        }

        /** What came of an escape: it is no part of an indentation. */
        void fixed(String text) {
            all().add(new Piece.Literal(text, true));
        }

        void insert(Expression expression) {
            all().add(new Piece.Inserted(expression));
        }

        List<Piece> all() {
            if (!literal.isEmpty()) {
                pieces.add(new Piece.Literal(literal.toString(), false));
                literal.setLength(0);
            }
            return pieces;
        }
    }
}
