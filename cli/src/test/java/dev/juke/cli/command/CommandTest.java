/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.base.JukeException;
import dev.juke.cli.direct.Caller;
import dev.juke.cli.direct.DataRoot;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandTest {
    /** A command with every kind of option, which shows what it was given. */
    private static final class Sample extends Command {
        private final Flag flag = flag("A flag", "-f", "--flag");
        private final Flag other = flag("Another", "-o");
        private final Value value = value("WORD", "A value", "-v", "--value");
        private final Values values = values("WORD", "Several", "-m", "--many");
        private final Value first = word("FIRST");
        private final Values rest = words("REST", false);

        Sample(boolean optionsEnd) {
            if (optionsEnd) {
                optionsEndAtFirstWord();
            }
            absent("a guest has no directories", "-w", "--workdir");
            examples("juke sample x");
        }

        @Override
        public int run(Session session) {
            session.output()
                    .line(flag.given() + " " + other.given() + " " + value.get() + " " + values.all() + " "
                            + first.get() + " " + rest.all());
            return each(rest.all(), session, word -> {
                if (word.equals("bad")) {
                    throw JukeException.notFound("there is no " + word, "look again");
                }
            });
        }
    }

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();
    private int status;

    private String run(boolean optionsEnd, String... words) {
        Session session = new Session(
                () -> new DataRoot(Path.of("/j"), new Caller(0)),
                Path.of("/usr"),
                Map.of(),
                new Output(output),
                new PrintStream(error, true, StandardCharsets.UTF_8));
        status = new Entry("sample", "Shows words", () -> new Sample(optionsEnd)).run(List.of(words), session);
        session.output().flush();
        return output.toString(StandardCharsets.UTF_8);
    }

    private String error() {
        return error.toString(StandardCharsets.UTF_8);
    }

    @Test
    void optionsMayBeJoinedRepeatedAndWrittenBothWays() {
        assertThat(run(false, "-fo", "-v", "1", "--value=2", "-ma", "--many", "b=c", "x", "y", ""))
                .isEqualTo("true true 2 [a, b=c] x [y, ]\n");
    }

    @Test
    void whereOptionsEndAtTheFirstWordTheRestIsTakenAsItIs() {
        assertThat(run(true, "-f", "x", "--", "-o", "--help", "@file", "'q'", "$HOME", ""))
                .isEqualTo("true false null [] x [--, -o, --help, @file, 'q', $HOME, ]\n");
    }

    @Test
    void elsewhereOptionsMayFollowWordsAndADoubleDashEndsThem() {
        assertThat(run(false, "x", "-f", "--", "-o")).isEqualTo("true false null [] x [-o]\n");
    }

    @Test
    void anUnknownOptionIsAnErrorOfUsageThatNamesTheHelp() {
        assertThat(run(false, "--bogus", "x")).isEmpty();
        assertThat(status).isEqualTo(125);
        assertThat(error()).isEqualTo("juke: sample: there is no option '--bogus'; see 'juke sample --help'\n");
    }

    @Test
    void aMistypedOptionIsToldTheNearest() {
        run(false, "--vale=1", "x");
        assertThat(error()).isEqualTo("juke: sample: there is no option '--vale'; did you mean '--value'?\n");
    }

    @Test
    void anOptionOfDockersThatThereIsNotIsRefusedWithASentence() {
        for (String[] words : new String[][] {{"-w", "/a"}, {"--workdir=/a"}, {"-w/a", "x"}, {"--workdir", "/a"}}) {
            error.reset();
            List<String> all = new ArrayList<>(List.of(words));
            all.add("x");
            run(true, all.toArray(new String[0]));
            assertThat(status).isEqualTo(125);
            assertThat(error()).isEqualTo("juke: there is no --workdir here; a guest has no directories\n");
        }
        assertThat(run(true, "--help")).doesNotContain("workdir");
    }

    @Test
    void aMissingWordIsNamed() {
        run(false, "-f");
        assertThat(status).isEqualTo(125);
        assertThat(error()).contains("FIRST");
    }

    @Test
    void theHelpHasTheSynopsisEveryOptionAndTheExamples() {
        assertThat(run(false, "--help"))
                .startsWith("Usage: juke sample [OPTIONS] FIRST [REST…]\n")
                .contains("Shows words", "-f, --flag", "-v, --value=WORD", "Several", "Examples:\n  juke sample x\n");
        assertThat(status).isZero();
    }

    @Test
    void oneThingThatFailsDoesNotKeepTheOthersFromBeingDone() {
        run(false, "x", "good", "bad", "good");
        assertThat(status).isEqualTo(1);
        assertThat(error()).isEqualTo("juke: there is no bad; look again\n");
    }
}
