/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import dev.juke.base.JukeException;
import dev.juke.pack.containerfile.Command.Argument;
import dev.juke.pack.containerfile.Command.Pair;
import dev.juke.pack.containerfile.syntax.Heredoc;
import dev.juke.pack.containerfile.syntax.Instruction;
import dev.juke.pack.containerfile.syntax.JsonForm;
import dev.juke.pack.containerfile.syntax.Spaces;
import dev.juke.pack.containerfile.syntax.Text;
import dev.juke.pack.containerfile.syntax.Word;
import dev.juke.pack.containerfile.syntax.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Understands instructions: their flags, forms and number of arguments. */
final class CommandReader {
    private static final Pattern STAGE = Pattern.compile("[a-z][a-z0-9_.-]*");

    private final char escape;

    /** {@code escape} takes the meaning of the next character away. */
    CommandReader(char escape) {
        this.escape = escape;
    }

    Command read(Instruction source) {
        return switch (source.keyword()) {
            case "FROM" -> from(source);
            case "ARG" -> new Command.Arg(source, arguments(source));
            case "ENV" -> new Command.Env(source, pairs(source));
            case "LABEL" -> new Command.Label(source, pairs(source));
            case "COPY" ->
                copy(
                        source,
                        new FlagReader(source, "--from", "--chown", "--chmod", "--link", "--parents", "--exclude*"),
                        false);
            case "ADD" -> add(source);
            case "CMD", "ENTRYPOINT" -> program(source);
            case "SHELL" -> shell(source);
            case "WORKDIR", "USER", "STOPSIGNAL" ->
                new Command.Single(source, needed(source, "one argument").word());
            case "EXPOSE" -> new Command.Several(source, Spaces.split(needed(source, "a port, as 80/tcp")));
            case "VOLUME" -> new Command.Several(source, list(source));
            case "ONBUILD" -> onBuild(source);
            case "HEALTHCHECK" -> new Command.Lost(source, "a platform checks a unikernel from outside");
            case "MAINTAINER" -> new Command.Lost(source, "write LABEL org.opencontainers.image.authors=…");
            case "RUN" ->
                throw source.place()
                        .wrong(
                                "RUN needs a container to run in, which juke build does not have",
                                "let BuildKit run it: make '# syntax=…/juke' the first line and build with docker build; or COPY"
                                        + " what it makes from an image that holds it");
            default -> throw new IllegalStateException("the parser knows no " + source.keyword());
        };
    }

    /** The arguments, of which there must be some. */
    private static Text needed(Instruction source, String what) {
        if (source.rest().length() == 0) {
            throw source.place().wrong(source.keyword() + " says nothing", "it needs " + what);
        }
        if (!source.keyword().equals("COPY")
                && !source.keyword().equals("ADD")
                && !source.keyword().equals("FROM")) {
            new FlagReader(source);
        }
        return source.rest();
    }

    private static Command from(Instruction source) {
        FlagReader flags = new FlagReader(source, "--platform");
        List<Word> words = Spaces.split(needed(source, "an image, a stage or scratch"));
        boolean named = words.size() == 3 && words.get(1).text().equalsIgnoreCase("as");
        if (words.size() != 1 && !named) {
            throw source.place()
                    .wrong("FROM has " + words.size() + " words behind it", "write FROM IMAGE or FROM IMAGE AS NAME");
        }
        String name = named ? words.get(2).text().toLowerCase(Locale.ROOT) : "";
        if (named && !STAGE.matcher(name).matches()) {
            throw words.get(2)
                    .wrong(
                            "'" + words.get(2) + "' cannot be the name of a stage",
                            "begin with a letter, go on with letters, digits, '_', '-' and '.'");
        }
        return new Command.From(source, words.getFirst(), name, flags.value("--platform"));
    }

    private List<Argument> arguments(Instruction source) {
        List<Argument> arguments = new ArrayList<>();
        for (Word word : Words.of(needed(source, "a name"), escape)) {
            int equals = word.text().indexOf('=');
            Word name = equals < 0 ? word : word.with(word.text().substring(0, equals));
            checkName(source, name);
            arguments.add(
                    new Argument(name, equals < 0 ? null : word.with(word.text().substring(equals + 1))));
        }
        return List.copyOf(arguments);
    }

    private static void checkName(Instruction source, Word name) {
        if (name.text().isEmpty()) {
            throw name.wrong(source.keyword() + " has a value without a name", "write NAME=VALUE");
        }
    }

    /** {@code NAME=VALUE …}, or the old form {@code NAME VALUE}. */
    private List<Pair> pairs(Instruction source) {
        Text rest = needed(source, "NAME=VALUE");
        List<Word> words = Words.of(rest, escape);
        if (words.getFirst().text().indexOf('=') < 0) {
            List<Word> split = Spaces.split(rest);
            if (split.size() < 2) {
                throw split.getFirst()
                        .wrong(source.keyword() + " gives '" + split.getFirst() + "' no value", "write NAME=VALUE");
            }
            Word name = split.getFirst();
            return List.of(
                    new Pair(name, rest.from(name.text().length()).strip().word()));
        }
        List<Pair> pairs = new ArrayList<>();
        for (Word word : words) {
            int equals = word.text().indexOf('=');
            if (equals < 0) {
                throw word.wrong("'" + word + "' has no '='", "write NAME=VALUE, and a value with blanks in quotes");
            }
            Word name = word.with(word.text().substring(0, equals));
            checkName(source, name);
            pairs.add(new Pair(name, word.with(word.text().substring(equals + 1))));
        }
        return List.copyOf(pairs);
    }

    private static List<Word> list(Instruction source) {
        Text rest = needed(source, "at least one argument");
        List<Word> json = JsonForm.read(rest);
        return json == null ? Spaces.split(rest) : json;
    }

    private static Command add(Instruction source) {
        FlagReader flags = new FlagReader(
                source, "--chown", "--chmod", "--link", "--keep-git-dir", "--checksum", "--unpack", "--exclude*");
        Word checksum = flags.value("--checksum");
        if (checksum != null) {
            throw checksum.wrong(
                    "--checksum is for what comes from the network, which ADD does not fetch here", "remove it");
        }
        return copy(source, flags, flags.isOn("--unpack", true));
    }

    private static Command copy(Instruction source, FlagReader flags, boolean unpacks) {
        // Whether a layer depends on those below it makes no difference to what is in it.
        flags.isOn("--link", false);
        List<Word> words = list(source);
        if (words.size() < 2) {
            throw source.place()
                    .wrong(
                            source.keyword() + " names no destination",
                            "write " + source.keyword() + " SOURCE DESTINATION");
        }
        Word destination = words.getLast();
        List<Heredoc> documents = source.documents();
        List<Word> sources = words.subList(0, words.size() - 1).stream()
                .filter(word -> documents.isEmpty() || !Heredoc.isNamedBy(word))
                .toList();
        if (!documents.isEmpty() && Heredoc.isNamedBy(destination)) {
            throw destination.wrong("a document cannot be the destination", "write the destination last");
        }
        for (Word word : sources) {
            if (isRemote(word.text())) {
                throw word.wrong(
                        source.keyword() + " does not fetch '" + word
                                + "': a build here uses no network but for images",
                        "fetch it into the context first, or let BuildKit build: '# syntax=…/juke' and docker build");
            }
        }
        return new Command.Copy(
                source,
                flags.value("--from"),
                flags.value("--chown"),
                flags.value("--chmod"),
                flags.isOn("--parents", false),
                unpacks,
                flags.all("--exclude"),
                sources,
                documents,
                destination);
    }

    private static boolean isRemote(String source) {
        return source.contains("://") || source.startsWith("git@");
    }

    private static Command program(Instruction source) {
        new FlagReader(source);
        List<Word> json = JsonForm.read(source.rest());
        if (json != null) {
            return new Command.Program(source, json.stream().map(Word::text).toList(), false);
        }
        String line = source.rest().toString();
        return new Command.Program(source, line.isEmpty() ? List.of() : List.of(line), !line.isEmpty());
    }

    private static Command shell(Instruction source) {
        List<Word> json = JsonForm.read(needed(source, "a list, as [\"/bin/sh\", \"-c\"]"));
        if (json == null || json.isEmpty()) {
            throw source.place().wrong("SHELL is no list of texts", "write SHELL [\"/bin/sh\", \"-c\"]");
        }
        return new Command.Shell(source, json.stream().map(Word::text).toList());
    }

    private static Command onBuild(Instruction source) {
        Text trigger = needed(source, "an instruction");
        String keyword = Spaces.split(trigger).getFirst().text().toUpperCase(Locale.ROOT);
        if (List.of("ONBUILD", "FROM", "MAINTAINER").contains(keyword)) {
            throw source.place().wrong("ONBUILD cannot hold " + keyword, "use another instruction");
        }
        return new Command.OnBuild(source, trigger);
    }

    /** The error that something came before the first stage. */
    static JukeException early(Command command) {
        return command.place()
                .wrong(command.source().keyword() + " stands before the first FROM", "only ARG may; begin with FROM");
    }
}
