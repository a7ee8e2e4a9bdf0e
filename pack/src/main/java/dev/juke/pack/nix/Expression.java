/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.nix;

import dev.juke.pack.input.Place;
import java.util.List;

/** An expression of the part of the Nix language that is read without evaluating programs. */
sealed interface Expression {
    /** Where it begins. */
    Place place();

    /** A text with references in it. */
    record Str(Place place, List<Piece> pieces) implements Expression {}

    /** A piece of a text. */
    sealed interface Piece {
        /** As it is written; {@code fixed} when no blanks of an indentation are in it. */
        record Literal(String text, boolean fixed) implements Piece {}

        /** <code>${…}</code>. */
        record Inserted(Expression expression) implements Piece {}
    }

    /** A path, a number. */
    record Plain(Place place, Value value) implements Expression {}

    /** {@code [ a b ]}. */
    record ListOf(Place place, List<Expression> elements) implements Expression {}

    /**
     * <code>{ a = 1; }</code>
     *
     * @param recursive whether its values may name each other
     */
    record Attributes(Place place, boolean recursive, List<Binding> bindings) implements Expression {}

    /**
     * {@code a.b = 1;}
     *
     * @param path the names before the equals sign
     * @param outer whether the value is looked up where the set stands ({@code inherit}), not inside of it
     */
    record Binding(Place place, List<String> path, Expression value, boolean outer) {}

    /** {@code let … in …}. */
    record Let(Place place, Attributes names, Expression body) implements Expression {}

    /** A name. */
    record Name(Place place, String name) implements Expression {}

    /** {@code a.b}. */
    record Select(Place place, Expression from, String name) implements Expression {}

    /** {@code a + b}, {@code a ++ b}, {@code a // b}. */
    record Join(Place place, String operator, Expression left, Expression right) implements Expression {}

    /** <code>{ a, b ? … }: body</code>; the values of its arguments are known to Nix alone. */
    record Function(Place place, List<String> arguments, Expression body) implements Expression {}
}
