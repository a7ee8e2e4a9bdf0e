/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.pack.input.Place;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpanderTest {
    private static final Map<String, String> VALUES =
            Map.of("V", "value", "E", "", "P", "a/b/c.tar.gz", "W", "two words", "S", "x*y", "N", "é😀z");

    private static Word word(String text) {
        return new Word(text, new Place("F:1:1"));
    }

    private static Expander expander() {
        return new Expander('\\', VALUES::get, new Budget());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', emptyValue = "", nullValues = "NULL", textBlock = """
            plain                  | plain
            $V                     | value
            ${V}s                  | values
            $Vs                    | ~~
            a$                     | a$
            $1x                    | x
            '$V'                   | $V
            "$V"                   | value
            \\$V                   | $V
            "\\$V \\" \\a"         | $V " \\a
            a\\ b                  | a b
            'it''s'                | its
            ${U:-d}                | d
            ${E:-d}                | d
            ${E-d}                 | ~~
            ${U-d}                 | d
            ${V:+d}                | d
            ${E:+d}                | ~~
            ${E+d}                 | d
            ${U+d}                 | ~~
            ${U:-${V}-$V}          | value-value
            ${U:-"a } b"}          | a } b
            ${U:-a\\}b}            | a}b
            ${V?no}                | value
            ${P#*/}                | b/c.tar.gz
            ${P##*/}               | c.tar.gz
            ${P%.*}                | a/b/c.tar
            ${P%%.*}               | a/b/c
            ${P#?/b}               | /c.tar.gz
            ${P#nothing}           | a/b/c.tar.gz
            ${P%z*}                | a/b/c.tar.g
            ${P/\\//-}             | a-b/c.tar.gz
            ${P//\\//-}            | a-b-c.tar.gz
            ${P/*./x.}             | x.gz
            ${P//[/x}              | a/b/c.tar.gz
            ${S/\\*/+}             | x+y
            ${V//a*/}              | v
            ${V//?/.}              | .....
            ${N#?}                 | 😀z
            ${N%?}                 | é😀
            ${U/x/y}               | ~~
            <<V                    | <<V
            """, delimiter = '|')
    void wordsBecomeWhatBuildKitMakesOfThem(String text, String value) {
        assertThat(expander().expand(word(text.replace("\\\\", "\\")))).isEqualTo(value.replace("\\\\", "\\"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'a",
                "\"a",
                "${",
                "${V",
                "${}",
                "${:-x}",
                "${V:x}",
                "${V!}",
                "${V:#x}",
                "${U?gone}",
                "${E:?}",
                "${P#a\\b}",
                "${P/a}"
            })
    void whatIsWrongIsToldWithItsPlace(String text) {
        assertThatThrownBy(() -> expander().expand(word(text))).hasMessageStartingWith("F:1:1: ");
    }

    @Test
    void blanksOfVariablesSplitWordsAndQuotedOnesDoNot() {
        assertThat(expander().split(word("a $W \"$W\" x$W")))
                .containsExactly("a", "two", "words", "two words", "xtwo", "words");
    }

    @Test
    void documentsKeepTheirQuotes() {
        assertThat(expander().document(word("\"$V\" '$V' \\$V\n"))).isEqualTo("\"value\" 'value' $V\n");
    }

    @Test
    void anotherEscapeCharacterLeavesTheBackslashAlone() {
        assertThat(new Expander('`', VALUES::get, new Budget()).expand(word("\\$V`$V")))
                .isEqualTo("\\value$V");
    }

    @Test
    void growthAndDepthAndTimeAreBounded() {
        String large = "a".repeat(100_000);
        Expander expander = new Expander('\\', Map.of("L", large)::get, new Budget());
        assertThatThrownBy(() -> expander.expand(word("$L$L"))).hasMessageContaining("more than 131072 characters");
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1000; i++) {
                        expander.expand(word("$L"));
                    }
                })
                .hasMessageContaining("the values of the file have more than");
        assertThatThrownBy(() -> expander().expand(word("${U:-".repeat(100) + "}".repeat(100))))
                .hasMessageContaining("more than 40 deep");
        Expander slow = new Expander('\\', Map.of("L", large)::get, new Budget());
        assertThatThrownBy(() -> slow.expand(word("${L//" + "*a".repeat(50) + "b/x}")))
                .hasMessageContaining("takes too long");
    }
}
