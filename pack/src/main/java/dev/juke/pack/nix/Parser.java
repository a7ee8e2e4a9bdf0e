/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.nix;

import dev.juke.base.JukeException;
import dev.juke.pack.input.Place;
import dev.juke.pack.nix.Expression.Binding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the part of the Nix language (Nix 2.24 manual, "Nix Language") that says something without running anything: texts, paths,
 * numbers, lists, sets, {@code rec}, {@code let}, {@code inherit}, plain references, and {@code +}, {@code ++}, {@code //} of these. All
 * else is refused with its place.
 */
final class Parser {
    /** What to do where Nix itself is needed; it prints what an expression comes to as Nix code. */
    static final String WAY_OUT =
            "write the value itself, or let Nix work it out: nix-instantiate --eval --strict args.nix > plain.nix";

    /** More levels than any file of this kind has; each is a call of this program. */
    private static final int MAX_DEPTH = 100;

    private static final List<String> PROGRAMS = List.of("if", "with", "assert");
    /** The longest first: {@code ->} is not a minus. */
    private static final List<String> OPERATORS =
            List.of("==", "!=", "<=", ">=", "&&", "||", "->", "|>", "<|", "<", ">", "*", "/", "-", "?");

    private final Characters text;
    private int depth;

    private Parser(Characters text) {
        this.text = text;
    }

    /** The expression that a file consists of. */
    static Expression parse(Path file, String content) {
        Parser parser = new Parser(new Characters(file, content));
        Expression expression = parser.expression();
        parser.text.skipBlanks();
        if (!parser.text.atEnd()) {
            throw parser.unexpected("the end of the file");
        }
        return expression;
    }

    /** What may stand after an equals sign. */
    Expression expression() {
        if (++depth > MAX_DEPTH) {
            throw text.wrong("this nests deeper than " + MAX_DEPTH + " levels", "write it flatter");
        }
        text.skipBlanks();
        Place place = text.place();
        Expression expression;
        if (FunctionHead.stands(text)) {
            List<String> arguments = new FunctionHead(text, this).read();
            expression = new Expression.Function(place, arguments, expression());
        } else if (keyword("let")) {
            Expression.Attributes names = new Expression.Attributes(place, true, bindings("in"));
            text.skip("in".length());
            expression = new Expression.Let(place, names, expression());
        } else {
            expression = joined();
        }
        depth--;
        return expression;
    }

    private Expression joined() {
        Expression left = operand();
        // The operators bind differently, but only operands of one kind make sense for each of them.
        for (String operator = operator(); !operator.isEmpty(); operator = operator()) {
            Place place = text.place();
            text.skip(operator.length());
            if (!List.of("+", "++", "//").contains(operator)) {
                throw place.wrong("operator '" + operator + "' needs Nix itself", WAY_OUT);
            }
            left = new Expression.Join(place, operator, left, operand());
        }
        return left;
    }

    private String operator() {
        text.skipBlanks();
        for (String operator : List.of("++", "+", "//")) {
            if (text.starts(operator)) {
                return operator;
            }
        }
        return OPERATORS.stream().filter(text::starts).findFirst().orElse("");
    }

    /** A value with selections from it, to which nothing is applied. */
    private Expression operand() {
        text.skipBlanks();
        Place place = text.place();
        Expression operand = selected();
        text.skipBlanks();
        if (startsValue()) {
            throw place.wrong("a function is called, which needs Nix itself", WAY_OUT);
        }
        return operand;
    }

    /** An element of a list, or an operand. */
    private Expression selected() {
        Expression from = simple();
        int end = text.position();
        text.skipBlanks();
        while (text.peek() == '.' && text.peek(1) != '/' && text.peek(1) != '.') {
            text.skip(1);
            text.skipBlanks();
            Place place = text.place();
            from = new Expression.Select(place, from, attribute());
            end = text.position();
            text.skipBlanks();
        }
        if (text.at("or")) {
            throw text.wrong("'or' needs Nix itself", WAY_OUT);
        }
        text.back(end);
        return from;
    }

    private boolean startsValue() {
        char c = text.peek();
        boolean value = Characters.isName(c) || Characters.isDigit(c) || "\"{[($".indexOf(c) >= 0;
        return (value && !text.at("in") && !text.at("or")) || text.starts("''") || text.pathLength() > 0;
    }

    private Expression simple() {
        text.skipBlanks();
        Place place = text.place();
        for (String word : PROGRAMS) {
            if (text.at(word)) {
                throw place.wrong("'" + word + "' needs Nix itself", WAY_OUT);
            }
        }
        if (text.peek() == '"' || text.starts("''")) {
            return new Texts(text, this).read();
        }
        int start = text.position();
        if (text.pathLength() > 0) {
            text.skip(text.pathLength());
            return new Expression.Plain(place, new Value.PathName(text.since(start)));
        }
        if (Characters.isDigit(text.peek())) {
            while (Characters.isDigit(text.peek()) || text.peek() == '.') {
                text.skip(1);
            }
            return new Expression.Plain(place, new Value.Digits(text.since(start)));
        }
        if (text.peek() == '-' || text.peek() == '!') {
            throw place.wrong("operator '" + text.peek() + "' needs Nix itself", WAY_OUT);
        }
        if (text.peek() == '<') {
            throw place.wrong("a path of NIX_PATH needs Nix itself", WAY_OUT);
        }
        if (keyword("rec")) {
            text.skipBlanks();
            return attributes(place, true);
        }
        return switch (text.peek()) {
            case '{' -> attributes(place, false);
            case '[' -> list(place);
            case '(' -> {
                text.skip(1);
                Expression inner = expression();
                expect(")");
                yield inner;
            }
            default -> {
                if (!Characters.isName(text.peek())) {
                    throw unexpected("a value");
                }
                yield new Expression.Name(place, word());
            }
        };
    }

    private Expression list(Place place) {
        text.skip(1);
        List<Expression> elements = new ArrayList<>();
        text.skipBlanks();
        while (text.peek() != ']') {
            if (++depth > MAX_DEPTH) {
                throw text.wrong("this nests deeper than " + MAX_DEPTH + " levels", "write it flatter");
            }
            elements.add(selected());
            depth--;
            text.skipBlanks();
        }
        text.skip(1);
        return new Expression.ListOf(place, elements);
    }

    private Expression attributes(Place place, boolean recursive) {
        expect("{");
        List<Binding> bindings = bindings("}");
        text.skip(1);
        return new Expression.Attributes(place, recursive, bindings);
    }

    private List<Binding> bindings(String end) {
        List<Binding> bindings = new ArrayList<>();
        text.skipBlanks();
        while (!(end.equals("in") ? text.at("in") : text.starts(end))) {
            if (text.atEnd()) {
                throw unexpected("'" + end + "'");
            }
            Place place = text.place();
            if (keyword("inherit")) {
                inherit(bindings);
            } else {
                List<String> path = new ArrayList<>(List.of(attribute()));
                text.skipBlanks();
                while (text.peek() == '.') {
                    text.skip(1);
                    text.skipBlanks();
                    path.add(attribute());
                    text.skipBlanks();
                }
                expect("=");
                bindings.add(new Binding(place, path, expression(), false));
            }
            expect(";");
            text.skipBlanks();
        }
        return bindings;
    }

    /** {@code inherit a b} and {@code inherit (from) a b}. */
    private void inherit(List<Binding> bindings) {
        text.skipBlanks();
        Expression from = null;
        boolean outer = true;
        if (text.peek() == '(') {
            from = simple();
            outer = false;
            text.skipBlanks();
        }
        while (text.peek() != ';') {
            Place place = text.place();
            String name = attribute();
            Expression value =
                    from == null ? new Expression.Name(place, name) : new Expression.Select(place, from, name);
            bindings.add(new Binding(place, List.of(name), value, outer));
            text.skipBlanks();
        }
    }

    /** A name before an equals sign or after a point: a word, or a text without anything to be worked out. */
    private String attribute() {
        Place place = text.place();
        if (text.peek() == '"') {
            Expression.Str name = new Texts(text, this).read();
            StringBuilder literal = new StringBuilder();
            for (Expression.Piece piece : name.pieces()) {
                switch (piece) {
                    case Expression.Piece.Literal part -> literal.append(part.text());
                    case Expression.Piece.Inserted _ ->
                        throw place.wrong("a name that has to be worked out needs Nix itself", WAY_OUT);
                }
            }
            return literal.toString();
        }
        if (text.peek() == '$') {
            throw place.wrong("a name that has to be worked out needs Nix itself", WAY_OUT);
        }
        if (!Characters.isName(text.peek())) {
            throw unexpected("a name");
        }
        return word();
    }

    /** Reads a name, which begins here. */
    String word() {
        int start = text.position();
        while (Characters.isInName(text.peek())) {
            text.skip(1);
        }
        return text.since(start);
    }

    /** Reads a keyword, if that is what stands here. */
    private boolean keyword(String word) {
        boolean there = text.at(word);
        text.skip(there ? word.length() : 0);
        return there;
    }

    /** Reads what must stand here. */
    void expect(String mark) {
        text.skipBlanks();
        if (!text.starts(mark)) {
            throw unexpected("'" + mark + "'");
        }
        text.skip(mark.length());
    }

    /** The error that something else stands here than what must. */
    JukeException unexpected(String wanted) {
        String there = text.atEnd() ? "the file ends" : "there is '" + text.peek() + "'";
        return text.wrong("expected " + wanted + ", but " + there, "correct it");
    }
}
