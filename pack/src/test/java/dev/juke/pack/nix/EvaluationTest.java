/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Nix expressions come to; the values are those that Nix 2.24 gives. */
class EvaluationTest {
    private static final Path FILE = Path.of("args.nix");

    private static String shown(String text) {
        return show(Evaluation.of(Parser.parse(FILE, text)));
    }

    private static String show(Value value) {
        return switch (value) {
            case Value.Str text -> "\"" + text.text().replace("\n", "\\n").replace("\t", "\\t") + "\"";
            case Value.PathName path -> path.path();
            case Value.Digits number -> number.digits();
            case Value.Bool bool -> String.valueOf(bool.value());
            case Value.Null _ -> "null";
            case Value.Sequence list ->
                list.elements().stream()
                        .map(element -> show(element.value()))
                        .collect(Collectors.joining(" ", "[", "]"));
            case Value.Set set ->
                set.attributes().entrySet().stream()
                        .map(entry -> entry.getKey() + "="
                                + show(entry.getValue().value().value()))
                        .collect(Collectors.joining(" ", "{", "}"));
        };
    }

    private static void refused(String text, String line) {
        assertThatThrownBy(() -> shown(text))
                .isInstanceOfSatisfying(
                        JukeException.class,
                        e -> assertThat(e.line().replace(Parser.WAY_OUT, "WAY OUT"))
                                .isEqualTo(line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ }|{}",
                "{ a = 1; b = 2.5; c = true; d = null; e = ./x; f = [ 1 \"b\" ]; }|{a=1 b=2.5 c=true d=null e=./x f=[1 \"b\"]}",
                "{ a.b.c = 1; a.d = 2; a = { e = 3; }; }|{a={b={c=1} d=2 e=3}}",
                "{ \"a b\".\"./c\" = 1; }|{a b={./c=1}}",
                "rec { a = \"x\"; b = \"${a}y\"; }|{a=\"x\" b=\"xy\"}",
                "let v = \"1\"; in { a = v; }|{a=\"1\"}",
                "let s = { a = 1; }; in { inherit (s) a; b = s.a; }|{a=1 b=1}",
                "let a = 1; in { inherit a; }|{a=1}",
                "let a = 1; b = a; in rec { inherit b; a = 2; c = a; }|{b=1 a=2 c=2}",
                "{ pkgs ? import <nixpkgs> { overlays = [ (a: b: { c = \"}\"; }) ]; }, lib, ... }@args: { a = 1; }|{a=1}",
                "args: { a = 1; }|{a=1}",
                "{ ... }: { a = 1; }|{a=1}",
                "args@{ a, b ? ''x ${\"}\"} y'' }: { c = 1; }|{c=1}",
                "{ a = \"b\" + \"c\"; d = [ 1 ] ++ [ 2 ]; e = { f = 1; g = 2; } // { g = 3; }; }|{a=\"bc\" d=[1 2] e={f=1 g=3}}",
                "{ a = ./x + \"/y\"; b = (\"c\"); }|{a=./x/y b=\"c\"}",
                "{ a = \"q\\\"\\\\\\${x}\\n\"; }|{a=\"q\"\\${x}\\n\"}",
                "{ a = \"$${x} $ $$\"; }|{a=\"$${x} $ $$\"}",
                "{ a-b' = 1; c = /etc/x; d = ~/y; e = a/b; }|{a-b'=1 c=/etc/x d=~/y e=a/b}"
            })
    void anExpressionHasAValue(String text, String value) {
        assertThat(shown(text)).isEqualTo(value);
    }

    @Test
    void commentsSayNothing() {
        assertThat(shown("# one\n{ /* two\n */ a = 1; # three\n }")).isEqualTo("{a=1}");
    }

    @Test
    void indentationIsTakenAway() {
        assertThat(shown("''\n    one\n      two\n\n    three\n  ''")).isEqualTo("\"one\\n  two\\n\\nthree\\n\"");
        assertThat(shown("''one''")).isEqualTo("\"one\"");
        assertThat(shown("''  one\n    two''")).isEqualTo("\"one\\n  two\"");
        assertThat(shown("''\n  a''$b'''c''\\td\n''")).isEqualTo("\"a$b''c\\td\\n\"");
        assertThat(shown("let x = \"1\"; in ''\n    ${x}\n      y\n  ''")).isEqualTo("\"1\\n  y\\n\"");
        assertThat(shown("''\n  a\r\n  b\r\n''")).isEqualTo("\"a\\nb\\n\"");
        assertThat(shown("''''")).isEqualTo("\"\"");
        assertThat(shown("''\n\ta\n''")).isEqualTo("\"\\ta\\n\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ a = f 1; }|args.nix:1:7: a function is called, which needs Nix itself; WAY OUT",
                "{ a = import ./b; }|args.nix:1:7: a function is called, which needs Nix itself; WAY OUT",
                "{ a = builtins.toString 1; }|args.nix:1:7: a function is called, which needs Nix itself; WAY OUT",
                "{ a = builtins.x; }|args.nix:1:7: 'builtins' is not defined in this file; WAY OUT",
                "{ pkgs, ... }: { a = pkgs.x; }|args.nix:1:22: 'pkgs' is an argument of this file, whose value only Nix knows; WAY OUT",
                "{ a = if x then 1 else 2; }|args.nix:1:7: 'if' needs Nix itself; WAY OUT",
                "with x; { }|args.nix:1:1: 'with' needs Nix itself; WAY OUT",
                "{ a = 1 == 2; }|args.nix:1:9: operator '==' needs Nix itself; WAY OUT",
                "{ a = !b; }|args.nix:1:7: operator '!' needs Nix itself; WAY OUT",
                "{ a = 1 - 2; }|args.nix:1:9: operator '-' needs Nix itself; WAY OUT",
                "{ a = 1 + 2; }|args.nix:1:9: '+' cannot join a number and a number here; WAY OUT",
                "{ a = <nixpkgs>; }|args.nix:1:7: a path of NIX_PATH needs Nix itself; WAY OUT",
                "{ a = b.c or d; }|args.nix:1:11: 'or' needs Nix itself; WAY OUT",
                "{ a = \"${./b}\"; }|args.nix:1:10: only a text can stand in a text, and this is a path; WAY OUT",
                "{ ${a} = 1; }|args.nix:1:3: a name that has to be worked out needs Nix itself; WAY OUT",
                "{ a = x: x; }|args.nix:1:7: a function is no value that says something; WAY OUT",
                "rec { a = b; b = a; }|args.nix:1:11: this value names itself; write the value itself",
                "{ a = 1; a = 2; }|args.nix:1:10: 'a' is there twice; remove one",
                "{ a = { b = 1; }; a = 2; }|args.nix:1:19: 'a' is there twice; remove one",
                "{ a = 1 }|args.nix:1:9: expected ';', but there is '}'; correct it",
                "{ a = ; }|args.nix:1:7: expected a value, but there is ';'; correct it",
                "{ a = 1;|args.nix:1:9: expected '}', but the file ends; correct it",
                "{ a = \"b; }|args.nix:1:7: this text does not end; end it with the quotes that it begins with",
                "{ a = ''b; }|args.nix:1:7: this text does not end; end it with the quotes that it begins with",
                "{ /* a }|args.nix:1:3: this comment does not end; end it with */",
                "{ } x|args.nix:1:1: a function is called, which needs Nix itself; WAY OUT",
                "{ } ;|args.nix:1:5: expected the end of the file, but there is ';'; correct it",
                "[ 1|args.nix:1:4: expected a value, but the file ends; correct it",
                "{ a ? (, b }: { }|args.nix:1:12: '}' closes nothing; correct it",
                "{ a ? 1|args.nix:1:8: expected ',' or '}', but the file ends; correct it"
            })
    void whatNeedsNixOrIsNoneIsRefused(String text, String line) {
        refused(text, line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a=", "(", "\"${", "let a=", "''${", "{a?{", "x:", "a.", "\"a\"+"})
    void deepNestingIsRefusedQuickly(String opening) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThatThrownBy(() -> shown(opening.repeat((1 << 20) / opening.length())))
                        .isInstanceOf(JukeException.class));
    }

    @Test
    void longChainsAndBombsAreRefusedQuickly() {
        StringBuilder bomb = new StringBuilder("rec { a0 = \"xxxxxxxxxx\";");
        StringBuilder chain = new StringBuilder("rec { b0 = 1;");
        StringBuilder lists = new StringBuilder("rec { a0 = [ 1 2 3 ];");
        for (int i = 1; i < 10_000; i++) {
            bomb.append("a%d = \"${a%d}${a%d}\";".formatted(i, i - 1, i - 1));
            chain.append("b%d = b%d;".formatted(i, i - 1));
            lists.append("a%d = a%d ++ a%d;".formatted(i, i - 1, i - 1));
        }
        for (String text : new String[] {bomb + "}", chain + "}", lists + "}"}) {
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(30),
                    () -> assertThatThrownBy(() -> {
                                Value.Set set = (Value.Set) Evaluation.of(Parser.parse(FILE, text));
                                set.attributes().values().stream()
                                        .reduce((a, b) -> b)
                                        .orElseThrow()
                                        .value()
                                        .value();
                            })
                            .isInstanceOf(JukeException.class));
        }
    }

    @Test
    void whatNobodyAsksForIsNotWorkedOut() {
        Value.Set set = (Value.Set) Evaluation.of(Parser.parse(FILE, "{ a = missing; b = 1; }"));
        assertThat(set.attributes().keySet()).containsExactly("a", "b");
    }
}
