/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.command;

import dev.juke.base.JukeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * One command of juke: its options are its fields. They are told to picocli by calls, not by annotations, whose reading would cost
 * more than all else that a command does.
 */
public abstract class Command {
    private final CommandSpec spec = CommandSpec.create();
    private final Flag help = new Flag(OptionSpec.builder("--help")
            .usageHelp(true)
            .type(boolean.class)
            .description("Show this help")
            .build());
    private StringBuilder synopsis = new StringBuilder();
    private final List<Absent> absent = new ArrayList<>();
    private boolean optionsEndAtFirstWord;
    private int words;

    /** An option that people know from Docker and that there is not. */
    private record Absent(OptionSpec option, String why) {}

    /** A command without options but {@code --help}. */
    protected Command() {
        spec.addOption(help.option());
    }

    /** Does what was asked. */
    public abstract int run(Session session);

    /** The exit code for an error that ends this command. */
    public int exitCode(JukeException e) {
        return e.category().exitCode();
    }

    /** An option without a value. */
    protected final Flag flag(String description, String... names) {
        OptionSpec option = OptionSpec.builder(names)
                .type(boolean.class)
                .description(description)
                .build();
        spec.addOption(option);
        return new Flag(option);
    }

    /** An option with a value. */
    protected final Value value(String label, String description, String... names) {
        OptionSpec option = OptionSpec.builder(names)
                .type(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .build();
        spec.addOption(option);
        return new Value(option);
    }

    /** An option with a value, which may be given several times. */
    protected final Values values(String label, String description, String... names) {
        OptionSpec option = OptionSpec.builder(names)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .build();
        spec.addOption(option);
        return new Values(option);
    }

    /** An option that Docker has and this command has not: it is refused, with a sentence on why and what to do. */
    protected final void absent(String why, String... names) {
        OptionSpec option = OptionSpec.builder(names)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .hidden(true)
                .build();
        spec.addOption(option);
        absent.add(new Absent(option, why));
    }

    /** Refuses the options that there are not. */
    final void refuseAbsent() {
        for (Absent wanted : absent) {
            if (wanted.option.getValue() != null) {
                throw JukeException.usage("there is no " + wanted.option.longestName() + " here", wanted.why);
            }
        }
    }

    /** The next word after the options, which must be given. */
    protected final Value word(String label) {
        PositionalParamSpec word = PositionalParamSpec.builder()
                .index(Integer.toString(words++))
                .arity("1")
                .required(true)
                .type(String.class)
                .paramLabel(label)
                .hidden(true)
                .build();
        synopsis.append(' ').append(label);
        spec.addPositional(word);
        return new Value(word);
    }

    /** All further words: as many as you like, or at least one. */
    protected final Values words(String label, boolean required) {
        PositionalParamSpec rest = PositionalParamSpec.builder()
                .index(words + "..*")
                .arity(required ? "1..*" : "0..*")
                .required(required)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .hidden(true)
                .build();
        synopsis.append(required ? " " + label + "…" : " [" + label + "…]");
        spec.addPositional(rest);
        return new Values(rest);
    }

    /** Whatever follows the first word is a word, also when it begins with a dash. */
    protected final void optionsEndAtFirstWord() {
        optionsEndAtFirstWord = true;
    }

    /** Examples for the help. */
    protected final void examples(String... lines) {
        String[] footer = new String[lines.length + 2];
        footer[1] = "Examples:";
        footer[0] = "";
        for (int i = 0; i < lines.length; i++) {
            footer[i + 2] = "  " + lines[i];
        }
        spec.usageMessage().footer(footer);
    }

    /** The parser for this command. */
    CommandLine parser(String name, String summary) {
        spec.name(name);
        spec.usageMessage()
                .synopsisHeading("Usage: ")
                .customSynopsis("juke " + name + " [OPTIONS]" + synopsis)
                .description("", summary)
                .optionListHeading("\nOptions:\n")
                .sortOptions(false);
        return new CommandLine(spec)
                .setStopAtPositional(optionsEndAtFirstWord)
                .setOverwrittenOptionsAllowed(true)
                // What a person writes is taken as it is: no files of options, no variables.
                .setExpandAtFiles(false)
                .setInterpolateVariables(false);
    }

    /** Does the same to each of several things; one that fails is told and does not keep the others from it. */
    protected static int each(List<String> names, Session session, Consumer<String> action) {
        int status = 0;
        for (String name : names) {
            try {
                action.accept(name);
            } catch (JukeException e) {
                session.complain(e);
                status = 1;
            }
        }
        return status;
    }
}
