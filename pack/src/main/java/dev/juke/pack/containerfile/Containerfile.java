/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import dev.juke.base.JukeException;
import dev.juke.base.Nearest;
import dev.juke.base.Problems;
import dev.juke.pack.BuildContext;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.containerfile.copy.ContextView;
import dev.juke.pack.containerfile.copy.IgnoreFile;
import dev.juke.pack.containerfile.copy.IgnoreList;
import dev.juke.pack.containerfile.syntax.Parser;
import dev.juke.pack.containerfile.syntax.Script;
import dev.juke.pack.input.TextFile;
import java.nio.file.Path;
import java.util.List;

/**
 * A build file in the Dockerfile language, as far as it makes sense without running programs: {@code RUN} is refused. Labels say what
 * is a unikernel's (see {@link UnikernelPart}).
 */
public final class Containerfile {
    /** What it is called in a build context, the likelier name first. */
    public static final List<String> NAMES = List.of("Containerfile", "Dockerfile");

    /** A file with more stages is refused. */
    private static final int MAX_STAGES = 250;

    private Containerfile() {}

    /** Reads a file whose labels name a kernel. */
    public static BuildRequest read(Path file, BuildContext context) {
        return read(file, context, BootImages.NONE);
    }

    /** Reads a file; what it does not name is taken from these images. */
    public static BuildRequest read(Path file, BuildContext context, BootImages boot) {
        return read(file, TextFile.read(file), context, boot);
    }

    /** Reads a text; {@code file} is what it is called in messages, and what a file of ignored paths is named after. */
    public static BuildRequest read(Path file, String text, BuildContext context, BootImages boot) {
        Problems problems = new Problems();
        Script script = Parser.parse(file.toString(), text, context.warnings(), problems);
        Plan plan = Plan.of(script, problems);
        if (problems.isEmpty() && plan.stages().isEmpty()) {
            problems.add(JukeException.input(file + " has no FROM", "begin with FROM IMAGE or FROM scratch"));
        }
        if (plan.stages().size() > MAX_STAGES) {
            problems.add(JukeException.input(file + " has more than " + MAX_STAGES + " stages", "split it"));
        }
        Path ignoreFile = IgnoreFile.find(file, context.directory());
        IgnoreList ignored = ignoreFile == null ? IgnoreList.NONE : IgnoreFile.read(ignoreFile, problems);
        problems.throwIfAny();

        Values values = new Values(script.escape(), context.arguments(), context.platform(), context.stage());
        problems.attempt(() -> values.declare(plan.arguments()));
        Stage target = plan.target(context.stage(), file.toString());
        Build build = new Build(
                file.toString(),
                plan,
                values,
                context,
                new ContextView(context.directory(), ignored),
                ignoreFile,
                problems);
        StageResult result = build.stage(target);
        problems.throwIfAny();
        warn(plan, values, context);
        return new UnikernelPart(file.toString(), result, boot, context).request();
    }

    private static void warn(Plan plan, Values values, BuildContext context) {
        plan.stages()
                .forEach(stage -> stage.commands().forEach(command -> {
                    if (command instanceof Command.Arg arg) {
                        values.declared(arg);
                    }
                }));
        for (String name : values.unused()) {
            context.warnings()
                    .accept("--build-arg " + name + " is not used: no ARG names it; "
                            + Nearest.hint(name, List.copyOf(values.declared()), "declare it with ARG " + name));
        }
    }
}
