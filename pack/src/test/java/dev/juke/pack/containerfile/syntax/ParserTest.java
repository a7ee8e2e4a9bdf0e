/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ParserTest {
    private final List<String> warnings = new ArrayList<>();

    private List<Instruction> parse(String text) {
        Problems problems = new Problems();
        Script script = Parser.parse("F", text, warnings::add, problems);
        problems.throwIfAny();
        return script.instructions();
    }

    /** Every instruction as {@code LINE:COLUMN KEYWORD flags|rest}. */
    private List<String> shown(String text) {
        return parse(text).stream()
                .map(i -> i.place().toString().substring(2)
                        + " "
                        + i.keyword()
                        + " "
                        + i.flags().stream().map(Word::text).collect(Collectors.joining(" "))
                        + "|"
                        + i.rest())
                .toList();
    }

    @Test
    void instructionsAreSplitAtLinesAndTheirWordsInUpperCase() {
        assertThat(shown("from scratch\n\n  Copy a b  \r\n\tCMD\n"))
                .containsExactly("1:1 FROM |scratch", "3:3 COPY |a b", "4:2 CMD |");
    }

    @Test
    void linesAreJoinedAndCommentsBetweenThemGo() {
        assertThat(shown("FROM a\nCOPY x \\  \n # comment\n  y \\\nz\n#end\nCMD \\"))
                .containsExactly("1:1 FROM |a", "2:1 COPY |x   y z", "7:1 CMD |");
        assertThat(warnings).isEmpty();
    }

    @Test
    void anEmptyLineWithinAnInstructionIsWarnedOf() {
        assertThat(shown("LABEL a=1 \\\n\n b=2\n")).containsExactly("1:1 LABEL |a=1  b=2");
        assertThat(warnings).singleElement().asString().startsWith("F:1:1: an empty line");
    }

    @Test
    void twoEscapeCharactersJoinNothing() {
        assertThat(shown("CMD a\\\\\nCMD b")).containsExactly("1:1 CMD |a\\\\", "2:1 CMD |b");
    }

    @Test
    void theEscapeDirectiveChangesTheCharacterAndOnlyAtTheBeginning() {
        assertThat(shown("# syntax = x/y:1\n#ESCAPE=`\nCMD a `\n b\\\nCMD"))
                .containsExactly("3:1 CMD |a  b\\", "5:1 CMD |");
        assertThat(shown("# a comment\n# escape=`\nCMD a \\\n b")).containsExactly("3:1 CMD |a  b");
    }

    @Test
    void everyWordKnowsWhereItStands() {
        Instruction copy =
                parse("FROM x\nCOPY  --a=b \\\n   one \\\n# no\n two").getLast();
        assertThat(copy.flags()).singleElement().hasToString("--a=b");
        assertThat(copy.flags().getFirst().place()).hasToString("F:2:7");
        assertThat(Spaces.split(copy.rest()).stream().map(word -> word + " " + word.place()))
                .containsExactly("one F:3:4", "two F:5:2");
    }

    @Test
    void flagsLoseTheirQuotesAndEndWithTwoDashes() {
        assertThat(shown("COPY --a=\"b c\" --d='e'f --g=h\\ i -- --x y"))
                .containsExactly("1:1 COPY --a=b c --d=ef --g=h i|--x y");
    }

    @Test
    void documentsFollowTheInstructionThatNamesThem() {
        Instruction copy = parse("COPY <<A <<-\"B C\" << 'D' /to/\nfirst $x\nA\n\tsecond\n\t\tB C\nthird\r\nD\nCMD\n")
                .getFirst();
        assertThat(copy.documents().stream().map(d -> d.name() + "|" + d.expands() + "|" + d.content()))
                .containsExactly("A|true|first $x\n", "D|false|\tsecond\n\t\tB C\nthird\r\n");
        assertThat(shown("COPY <<A /a\nCMD no\nA\nCMD yes")).containsExactly("1:1 COPY |<<A /a", "4:1 CMD |yes");
        assertThat(shown("CMD a << b\nCMD yes")).hasSize(2);
        assertThat(parse("COPY <<-A /a\n\t\tx\n \ty\n\tA\n")
                        .getFirst()
                        .documents()
                        .getFirst()
                        .content())
                .isEqualTo("x\n \ty\n");
    }

    @Test
    void allErrorsAreToldTogetherWithTheirPlaces() {
        assertThatThrownBy(() -> parse("FORM x\nFROM y\n  ENVY a=b\nCOPY <<E /x\nnever"))
                .hasMessageContaining("F:1:1: instruction 'FORM' is not known; did you mean 'FROM'?")
                .hasMessageContaining("F:3:3: instruction 'ENVY' is not known; did you mean 'ENV'?")
                .hasMessageContaining("F:4:6: the document 'E' has no end");
    }

    @Test
    void whatIsTooLargeIsRefused() {
        assertThatThrownBy(() -> parse("FROM x\nCMD " + "a".repeat(70_000)))
                .hasMessageContaining("F:2:65536: the line is longer");
        assertThatThrownBy(() -> parse(("CMD " + "a".repeat(60_000) + "\\\n").repeat(20)))
                .hasMessageContaining("the instruction is longer than");
        assertThatThrownBy(() -> parse("CMD\n".repeat(5_002))).hasMessageContaining("more than 5000 instructions");
        assertThatThrownBy(() -> parse("# nothing\n\n")).hasMessage("F has no instructions");
        assertThatThrownBy(() -> parse("#escape=x\nCMD")).hasMessage("F:1:1: 'x' cannot be the escape character");
        assertThatThrownBy(() -> parse("#escape=`\n#escape=`\nCMD")).hasMessageContaining("F:2:1: directive 'escape'");
    }
}
