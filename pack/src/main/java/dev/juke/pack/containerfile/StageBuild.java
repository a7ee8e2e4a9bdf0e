/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import dev.juke.base.Problems;
import dev.juke.image.Image;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.containerfile.copy.Links;
import dev.juke.pack.containerfile.copy.Owner;
import dev.juke.pack.containerfile.copy.StageFiles;
import dev.juke.pack.containerfile.syntax.Expander;
import dev.juke.pack.containerfile.syntax.Heredoc;
import dev.juke.pack.containerfile.syntax.Instruction;
import dev.juke.pack.containerfile.syntax.Parser;
import dev.juke.pack.containerfile.syntax.Script;
import dev.juke.pack.containerfile.syntax.Word;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.TreePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Does what one stage's instructions say, one after the other. */
final class StageBuild {
    private final Build build;
    private final Stage stage;
    private final List<BuildRequest.Layer> layers = new ArrayList<>();
    private final List<String> toDoFirst = new ArrayList<>();
    private @Nullable Image base;
    private StageFiles files = StageFiles.of(new FileTree());
    private StageConfig config = StageConfig.scratch();
    private boolean started;
    private boolean ownArguments;

    StageBuild(Build build, Stage stage) {
        this.build = build;
        this.stage = stage;
    }

    /** Starts with what another stage or an image holds. */
    void start(StageResult first) {
        base = first.base();
        layers.addAll(first.layers());
        files = first.files();
        config = first.config();
        toDoFirst.addAll(config.triggers());
        config.triggers().clear();
        started = true;
    }

    /** Does everything. Nothing is done when the stage could not start, since all that followed would be wrong, too. */
    StageResult run() {
        if (started) {
            toDoFirst.forEach(trigger -> build.attempt(stage.from().place(), () -> trigger(trigger)));
            stage.commands().forEach(command -> build.attempt(command.place(), () -> run(command)));
        }
        return new StageResult(base, List.copyOf(layers), files, config);
    }

    /** An instruction that the image or stage left for whoever starts from it. */
    private void trigger(String text) {
        String where = "ONBUILD of " + stage.from().image();
        Problems problems = new Problems();
        Script script = Parser.parse(where, text, build.context().warnings(), problems);
        problems.throwIfAny();
        CommandReader reader = new CommandReader(script.escape());
        for (Instruction instruction : script.instructions()) {
            run(reader.read(instruction));
        }
    }

    private Expander expander() {
        return build.values().expander(config.variables());
    }

    private void run(Command command) {
        switch (command) {
            case Command.From _ -> throw new IllegalStateException("a stage has one FROM");
            case Command.Arg arg -> arg(arg);
            case Command.Env env -> pairs(env.pairs()).forEach((name, value) -> config.env(name.text(), value));
            case Command.Label label ->
                pairs(label.pairs()).forEach((name, value) -> config.label(name.text(), value, name.place()));
            case Command.Copy copy -> {
                new CopyRun(build, stage, copy, files, config, expander()).run();
                layer(command.source());
            }
            case Command.Program program -> program(program);
            case Command.Shell shell -> {
                config.shell(shell.words());
                lost(shell, "it holds for CMD and ENTRYPOINT of this build only");
            }
            case Command.Single single -> single(single);
            case Command.Several several -> several(several);
            case Command.OnBuild later -> later(later);
            case Command.Lost lost -> lost(lost, lost.instead());
        }
    }

    private void lost(Command command, String instead) {
        build.context()
                .warnings()
                .accept(command.place() + ": OCI images do not keep "
                        + command.source().keyword() + "; " + instead);
    }

    private void arg(Command.Arg arg) {
        for (Command.Argument argument : arg.arguments()) {
            String name = argument.name().text();
            String value = build.values().of(name, argument.value() != null);
            if (value == null && argument.value() != null) {
                value = expander().expand(argument.value());
            }
            if (value != null) {
                config.variables().put(name, value);
            }
        }
    }

    /** Names and values, all with the variables as they were before. */
    private Map<Word, String> pairs(List<Command.Pair> pairs) {
        Expander expander = expander();
        Map<Word, String> values = new LinkedHashMap<>();
        for (Command.Pair pair : pairs) {
            String name = expander.expand(pair.name());
            if (name.isEmpty()) {
                throw pair.name().wrong("'" + pair.name() + "' is empty", "give its variable a value");
            }
            values.put(pair.name().with(name), expander.expand(pair.value()));
        }
        return values;
    }

    private void program(Command.Program program) {
        List<String> words = new ArrayList<>(program.shell() ? config.shell() : List.of());
        words.addAll(program.words());
        if (program.source().keyword().equals("CMD")) {
            config.cmd(words);
            ownArguments = true;
        } else {
            config.entrypoint(words, ownArguments);
        }
    }

    private void single(Command.Single single) {
        String value = expander().expand(single.value());
        if (value.isEmpty()) {
            throw single.value().wrong("'" + single.value() + "' is empty", "give its variable a value");
        }
        switch (single.source().keyword()) {
            case "USER" -> config.user(value);
            case "STOPSIGNAL" -> {
                if (!Signals.isSignal(value)) {
                    throw single.value().wrong("'" + value + "' is no signal", "write a name, as SIGTERM, or a number");
                }
                config.stopSignal(value);
            }
            default -> workingDir(single.source(), value);
        }
    }

    private void workingDir(Instruction source, String value) {
        String path = TreePath.clean(value.startsWith("/") ? value : config.workingDir() + "/" + value);
        config.workingDir("/" + path);
        // Docker gives it to the user that the image names, and to root when there is no such user.
        Owner owner = Owner.find(files, config.user());
        files.makeDirectories(Links.follow(files, path), owner == null ? Owner.ROOT : owner);
        layer(source);
    }

    private void several(Command.Several several) {
        boolean ports = several.source().keyword().equals("EXPOSE");
        for (Word word : several.values()) {
            if (ports) {
                expander().split(word).forEach(port -> config.ports().addAll(Ports.of(port, word)));
            } else {
                String volume = expander().expand(word).strip();
                if (volume.isEmpty()) {
                    throw word.wrong("a volume's path is empty", "name a directory of the image");
                }
                config.volumes().add(volume);
            }
        }
    }

    private void later(Command.OnBuild later) {
        StringBuilder text = new StringBuilder(later.trigger().toString());
        for (Heredoc document : later.source().documents()) {
            text.append('\n').append(document.content()).append(document.name());
        }
        config.triggers().add(text.toString());
        lost(later, "it holds for later stages of this build only");
    }

    private void layer(Instruction source) {
        FileTree change = files.takeChange();
        if (!change.nodes().isEmpty()) {
            layers.add(new BuildRequest.Layer(source.line(), change));
        }
    }
}
