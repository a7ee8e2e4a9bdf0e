/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import dev.juke.base.JukeException;
import dev.juke.base.Nearest;
import dev.juke.base.Problems;
import dev.juke.pack.containerfile.syntax.Instruction;
import dev.juke.pack.containerfile.syntax.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * All stages of a file.
 *
 * @param arguments what stands before the first stage
 * @param stages in their order
 */
record Plan(List<Command.Arg> arguments, List<Stage> stages) {
    /** Understands all instructions; what is wrong with them is told together. */
    static Plan of(Script script, Problems problems) {
        Plan plan = new Plan(new ArrayList<>(), new ArrayList<>());
        CommandReader reader = new CommandReader(script.escape());
        for (Instruction instruction : script.instructions()) {
            problems.attempt(() -> plan.add(reader.read(instruction)));
        }
        return plan;
    }

    private void add(Command command) {
        if (command instanceof Command.From from) {
            stages.add(Stage.of(stages.size(), from));
        } else if (!stages.isEmpty()) {
            stages.getLast().commands().add(command);
        } else if (command instanceof Command.Arg arg) {
            arguments.add(arg);
        } else {
            throw CommandReader.early(command);
        }
    }

    /** The last stage of a name among the first some. */
    Optional<Stage> find(String name, int before) {
        String lower = name.toLowerCase(Locale.ROOT);
        return stages.subList(0, before).reversed().stream()
                .filter(stage -> !lower.isEmpty() && stage.from().name().equals(lower))
                .findFirst();
    }

    /** The stage that is wanted: of a name, of a number, or the last. */
    Stage target(String wanted, String file) {
        if (wanted.isEmpty()) {
            return stages.getLast();
        }
        Optional<Stage> named = find(wanted, stages.size());
        if (named.isEmpty() && wanted.matches("[0-9]{1,4}") && Integer.parseInt(wanted) < stages.size()) {
            return stages.get(Integer.parseInt(wanted));
        }
        List<String> names = stages.stream().map(Stage::title).toList();
        return named.orElseThrow(() -> JukeException.usage(
                file + " has no stage '" + wanted + "'",
                Nearest.hint(wanted, names, "it has " + String.join(", ", names))));
    }
}
