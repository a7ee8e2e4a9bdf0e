/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import dev.juke.base.JukeException;
import dev.juke.base.Problems;
import dev.juke.image.Platform;
import dev.juke.pack.BuildContext;
import dev.juke.pack.SourceImages.SourceImage;
import dev.juke.pack.containerfile.copy.Archives;
import dev.juke.pack.containerfile.copy.ContextView;
import dev.juke.pack.containerfile.copy.FileView;
import dev.juke.pack.containerfile.copy.StageFiles;
import dev.juke.pack.containerfile.copy.TreeView;
import dev.juke.pack.containerfile.syntax.Word;
import dev.juke.pack.input.Place;
import dev.juke.pack.tree.FileTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds the stages that are needed, each once. */
final class Build {
    private final String file;
    private final Plan plan;
    private final Values values;
    private final BuildContext context;
    private final ContextView files;
    private final @Nullable Path ignoreFile;
    private final Problems problems;
    private final Archives archives;
    private final Map<Integer, StageResult> built = new HashMap<>();

    Build(
            String file,
            Plan plan,
            Values values,
            BuildContext context,
            ContextView files,
            @Nullable Path ignoreFile,
            Problems problems) {
        this.file = file;
        this.plan = plan;
        this.values = values;
        this.context = context;
        this.files = files;
        this.ignoreFile = ignoreFile;
        this.problems = problems;
        this.archives = new Archives(context.work());
    }

    Values values() {
        return values;
    }

    BuildContext context() {
        return context;
    }

    ContextView files() {
        return files;
    }

    @Nullable
    Path ignoreFile() {
        return ignoreFile;
    }

    Archives archives() {
        return archives;
    }

    /** Does something; what is wrong with it is kept for later, with its place. */
    void attempt(Place place, Runnable action) {
        try {
            action.run();
        } catch (JukeException e) {
            problems.add(String.valueOf(e.getMessage()).startsWith(file + ":") ? e : place.because(e));
        }
    }

    /** What a stage makes. */
    StageResult stage(Stage stage) {
        StageResult result = built.get(stage.index());
        if (result == null) {
            StageBuild build = new StageBuild(this, stage);
            attempt(stage.from().place(), () -> build.start(start(stage)));
            result = build.run();
            built.put(stage.index(), result);
        }
        return result;
    }

    /** What a stage starts with: nothing, another stage, or an image. */
    private StageResult start(Stage stage) {
        Command.From from = stage.from();
        String name = values.expand(from.image());
        if (name.isEmpty()) {
            throw from.image()
                    .wrong(
                            "'" + from.image() + "' names no image",
                            "give its variable a value: ARG before FROM, or --build-arg");
        }
        Word platformWord = from.platform();
        Platform platform = platformWord == null
                ? context.platform()
                : Platforms.parse(values.expand(platformWord), platformWord, context.platform());
        if (name.equals("scratch")) {
            return new StageResult(null, List.of(), StageFiles.of(new FileTree()), StageConfig.scratch());
        }
        Optional<Stage> earlier = plan.find(name, stage.index());
        if (earlier.isPresent()) {
            StageResult other = stage(earlier.get());
            StageConfig config = other.config().copy();
            config.triggers().addAll(other.config().triggers());
            return new StageResult(other.base(), other.layers(), other.files().copy(), config);
        }
        SourceImage image = context.images().find(name, platform);
        return new StageResult(
                image.image(), new ArrayList<>(), StageFiles.of(image.files()), StageConfig.of(image.config()));
    }

    /** The files that {@code --from} names: of an earlier stage by name or number, or of an image. */
    FileView from(Word from, Stage here) {
        String name = from.text();
        if (name.indexOf('$') >= 0) {
            throw from.wrong("--from takes no variables", "name a stage of its own: FROM " + name + " AS NAME");
        }
        if (name.matches("[0-9]{1,4}")) {
            int index = Integer.parseInt(name);
            if (index >= here.index()) {
                throw from.wrong("there is no stage " + index + " before this one", "the first is 0");
            }
            return stage(plan.stages().get(index)).files();
        }
        Optional<Stage> earlier = plan.find(name, here.index());
        if (earlier.isPresent()) {
            return stage(earlier.get()).files();
        }
        if (plan.find(name, plan.stages().size()).isPresent()) {
            throw from.wrong("stage '" + name + "' comes later than this one", "move it before this one");
        }
        try {
            return TreeView.of(context.images().find(name, context.platform()).files());
        } catch (JukeException e) {
            throw from.place().because(e);
        }
    }
}
