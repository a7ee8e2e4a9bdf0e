/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.nix;

import dev.juke.base.JukeException;
import dev.juke.pack.input.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Works out what expressions come to, as far as that needs no program: in bounded depth, and with bounded work. */
final class Evaluation {
    /** Longer ways from name to name or longer sums than any file of this kind has; each step is a call of this program. */
    private static final int MAX_DEPTH = 300;
    /** As many characters, elements and attributes are put together at most. */
    private static final int MAX_WORK = 10_000_000;

    private int depth;
    private int work;

    /** What a file comes to: a set, or a function of which only the body counts. */
    static Value of(Expression file) {
        Evaluation evaluation = new Evaluation();
        Scope scope = Scope.NONE;
        Expression body = file;
        while (true) {
            switch (body) {
                case Expression.Function function -> {
                    scope = new Scope(Map.of(), Set.copyOf(function.arguments()), scope);
                    body = function.body();
                }
                case Expression.Let let -> {
                    scope = evaluation.scope(let.names(), scope);
                    body = let.body();
                }
                case Expression other -> {
                    return evaluation.of(other, scope);
                }
            }
        }
    }

    Value of(Expression expression, Scope scope) {
        if (++depth > MAX_DEPTH) {
            throw expression
                    .place()
                    .wrong("this takes more than " + MAX_DEPTH + " steps to work out", "write the value itself");
        }
        Value value = switch (expression) {
            case Expression.Str text -> new Value.Str(text(text, scope));
            case Expression.Plain plain -> plain.value();
            case Expression.ListOf list -> {
                charge(list.elements().size(), list.place());
                yield new Value.Sequence(list.elements().stream()
                        .map(element -> new Thunk(element, scope, this))
                        .toList());
            }
            case Expression.Attributes set -> new Value.Set(attributes(set, scope));
            case Expression.Let let -> of(let.body(), scope(let.names(), scope));
            case Expression.Name name -> named(name, scope);
            case Expression.Select select -> selected(select, scope);
            case Expression.Join join -> joined(join, scope);
            case Expression.Function function ->
                throw function.place().wrong("a function is no value that says something", Parser.WAY_OUT);
        };
        depth--;
        return value;
    }

    private String text(Expression.Str text, Scope scope) {
        StringBuilder result = new StringBuilder();
        for (Expression.Piece piece : text.pieces()) {
            switch (piece) {
                case Expression.Piece.Literal literal -> result.append(literal.text());
                case Expression.Piece.Inserted inserted -> {
                    Expression expression = inserted.expression();
                    Value value = of(expression, scope);
                    if (!(value instanceof Value.Str string)) {
                        throw expression
                                .place()
                                .wrong("only a text can stand in a text, and this is " + value.kind(), Parser.WAY_OUT);
                    }
                    charge(string.text().length(), expression.place());
                    result.append(string.text());
                }
            }
        }
        return result.toString();
    }

    private Value named(Expression.Name name, Scope scope) {
        Scope owner = scope.of(name.name());
        if (owner == null) {
            return switch (name.name()) {
                case "true" -> new Value.Bool(true);
                case "false" -> new Value.Bool(false);
                case "null" -> new Value.Null();
                default ->
                    throw name.place().wrong("'" + name.name() + "' is not defined in this file", Parser.WAY_OUT);
            };
        }
        Value.Attribute attribute = owner.values().get(name.name());
        if (attribute == null) {
            throw name.place()
                    .wrong(
                            "'" + name.name() + "' is an argument of this file, whose value only Nix knows",
                            Parser.WAY_OUT);
        }
        return attribute.value().value();
    }

    private Value selected(Expression.Select select, Scope scope) {
        Value from = of(select.from(), scope);
        if (!(from instanceof Value.Set set)) {
            throw select.place().wrong("'" + select.name() + "' is selected from " + from.kind(), "correct it");
        }
        Value.Attribute attribute = set.attributes().get(select.name());
        if (attribute == null) {
            throw select.place().wrong("the set has no attribute '" + select.name() + "'", "correct it");
        }
        return attribute.value().value();
    }

    private Value joined(Expression.Join join, Scope scope) {
        Value left = of(join.left(), scope);
        Value right = of(join.right(), scope);
        return switch (join.operator()) {
            case "+" -> {
                String tail = right instanceof Value.Str text
                        ? text.text()
                        : right instanceof Value.PathName path && left instanceof Value.PathName ? path.path() : null;
                String head = left instanceof Value.Str text
                        ? text.text()
                        : left instanceof Value.PathName path ? path.path() : null;
                if (head == null || tail == null) {
                    throw mismatch(join, left, right);
                }
                charge(head.length() + tail.length(), join.place());
                yield left instanceof Value.Str ? new Value.Str(head + tail) : new Value.PathName(head + tail);
            }
            case "++" -> {
                if (!(left instanceof Value.Sequence first) || !(right instanceof Value.Sequence second)) {
                    throw mismatch(join, left, right);
                }
                charge(first.elements().size() + second.elements().size(), join.place());
                List<Thunk> all = new ArrayList<>(first.elements());
                all.addAll(second.elements());
                yield new Value.Sequence(all);
            }
            default -> {
                if (!(left instanceof Value.Set first) || !(right instanceof Value.Set second)) {
                    throw mismatch(join, left, right);
                }
                charge(first.attributes().size() + second.attributes().size(), join.place());
                Map<String, Value.Attribute> all = new LinkedHashMap<>(first.attributes());
                all.putAll(second.attributes());
                yield new Value.Set(all);
            }
        };
    }

    private static JukeException mismatch(Expression.Join join, Value left, Value right) {
        return join.place()
                .wrong(
                        "'" + join.operator() + "' cannot join " + left.kind() + " and " + right.kind() + " here",
                        Parser.WAY_OUT);
    }

    private Scope scope(Expression.Attributes names, Scope outer) {
        Map<String, Value.Attribute> values = new LinkedHashMap<>();
        Scope scope = new Scope(values, Set.of(), outer);
        fill(values, names, scope, outer);
        return scope;
    }

    private Map<String, Value.Attribute> attributes(Expression.Attributes set, Scope scope) {
        if (set.recursive()) {
            return scope(set, scope).values();
        }
        Map<String, Value.Attribute> values = new LinkedHashMap<>();
        fill(values, set, scope, scope);
        return values;
    }

    private void fill(Map<String, Value.Attribute> values, Expression.Attributes set, Scope inner, Scope outer) {
        charge(set.bindings().size(), set.place());
        Nesting.of(set)
                .forEach((name, binding) -> values.put(
                        name,
                        new Value.Attribute(
                                binding.place(), new Thunk(binding.value(), binding.outer() ? outer : inner, this))));
    }

    private void charge(int amount, Place place) {
        work += amount;
        if (work > MAX_WORK) {
            throw place.wrong("this file comes to too much", "write less");
        }
    }
}
