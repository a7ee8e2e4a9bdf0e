/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import dev.juke.cli.command.Value;
import dev.juke.pack.BuildContext;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.flags.FlagBuild;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code juke build} that say all without a build file.
 *
 * @param options those that {@link FlagBuild} knows
 */
record BuildAlone(List<Option> options, Value entrypoint, Value cmd) {
    /** One of them, and what it is called. */
    record Option(String name, Value value) {}

    /** Whether the build is one of flags alone: it names the kernel. */
    boolean given() {
        return given(FlagBuild.KERNEL) != null;
    }

    private @Nullable String given(String name) {
        return all().get(name);
    }

    private Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        for (Option option : options) {
            String text = option.value.get();
            if (text != null) {
                all.put(option.name, text);
            }
        }
        return all;
    }

    /** Refuses all of them beside a build file. */
    void refuseAny() {
        List<String> names = new ArrayList<>(all().keySet());
        if (entrypoint.get() != null) {
            names.add("--entrypoint");
        }
        if (cmd.get() != null) {
            names.add("--cmd");
        }
        if (!names.isEmpty()) {
            throw JukeException.usage(
                    String.join(", ", names) + " can be said only where there is no build file",
                    "add " + FlagBuild.KERNEL + ", or say it in the build file");
        }
    }

    /** The request; {@code words} are what stands after {@code --}. */
    BuildRequest request(List<String> words, BuildContext context) {
        String line = cmd.get();
        if (line != null && !words.isEmpty()) {
            throw JukeException.usage(
                    "the arguments are given twice: --cmd and " + words.getFirst() + " …", "give one");
        }
        List<String> arguments = line == null ? words : list("--cmd", line, true);
        String program = entrypoint.get();
        return new FlagBuild(
                        all(),
                        program == null ? null : list("--entrypoint", program, false),
                        arguments.isEmpty() ? null : arguments)
                .request(context);
    }

    /** A JSON array of words, or else one word, or words with blanks between them. */
    private static List<String> list(String option, String text, boolean split) {
        String stripped = text.strip();
        if (stripped.startsWith("[")) {
            byte[] json = ("{\"words\":" + stripped + "}").getBytes(StandardCharsets.UTF_8);
            JsonObject object = Json.parseObject(json, option);
            return object.texts("words");
        }
        if (!split) {
            return List.of(text);
        }
        return stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+"));
    }
}
