/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.command;

import dev.juke.base.JukeException;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

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
            return command.run(session);
        } catch (JukeException e) {
            session.complain(e);
            return command.exitCode(e);
        }
    }

    private void parse(CommandLine parser, List<String> words) {
        try {
            parser.parseArgs(words.toArray(new String[0]));
        } catch (ParameterException e) {
            String message = e.getMessage();
            throw new JukeException(
                    JukeException.Category.USAGE,
                    name + ": " + (message == null ? "wrong arguments" : message),
                    "see 'juke " + name + " --help'",
                    e);
        }
    }
}
