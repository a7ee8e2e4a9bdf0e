/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.command;

import dev.juke.base.JukeException;
import dev.juke.base.Nearest;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * A command as the list of all knows it. Only the one that is called is made: the options of all would cost 30 ms.
 *
 * @param name what a person types
 * @param summary what it does, one line without a full stop
 * @param factory makes it
 */
public record Entry(String name, String summary, Supplier<Command> factory) {
    /** Reads the command's words and does what they say; the result is the exit code. */
    public int run(List<String> words, Session session) {
        Command command = factory.get();
        try {
            CommandLine parser = command.parser(name, summary);
            parse(parser, words);
            if (parser.isUsageHelpRequested()) {
                session.output().print(parser.getUsageMessage());
                return 0;
            }
            command.refuseAbsent();
            return command.run(session);
        } catch (JukeException e) {
            session.complain(e);
            return command.exitCode(e);
        }
    }

    private void parse(CommandLine parser, List<String> words) {
        try {
            parser.parseArgs(words.toArray(new String[0]));
        } catch (UnmatchedArgumentException e) {
            throw unmatched(parser, e);
        } catch (ParameterException e) {
            String message = e.getMessage();
            throw new JukeException(
                    JukeException.Category.USAGE,
                    name + ": " + (message == null ? "wrong arguments" : message),
                    seeHelp(),
                    e);
        }
    }

    private JukeException unmatched(CommandLine parser, UnmatchedArgumentException e) {
        String word = e.getUnmatched().getFirst();
        if (!word.startsWith("-")) {
            return new JukeException(
                    JukeException.Category.USAGE, name + ": there is one word too many: '" + word + "'", seeHelp(), e);
        }
        boolean whole = word.startsWith("--");
        String option = whole && word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        List<String> known = parser.getCommandSpec().options().stream()
                .filter(candidate -> !candidate.hidden())
                .map(OptionSpec::longestName)
                .toList();
        return new JukeException(
                JukeException.Category.USAGE,
                name + ": there is no option '" + option + "'",
                whole ? Nearest.hint(option, known, seeHelp()) : seeHelp(),
                e);
    }

    private String seeHelp() {
        return "see 'juke " + name + " --help'";
    }
}
