/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.base.JukeException;
import dev.juke.cli.command.Values;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Labelling;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the options of {@code juke build} add to any build file. */
record BuildChanges(Values labels, Values annotations, Values env) {
    BuildRequest apply(BuildRequest request, Map<String, String> environment) {
        BuildRequest changed = Labelling.label(request, pairs("--label", labels.all(), Map.of()));
        changed = Labelling.annotate(changed, pairs("--annotation", annotations.all(), Map.of()));
        List<String> variables = env.all().stream()
                .map(text -> text.contains("=") ? text : text + "=" + environment.getOrDefault(text, ""))
                .toList();
        return Labelling.env(changed, variables);
    }

    /** {@code KEY=VALUE} as a map; without an equals sign the value is that of the caller's variable, if there is one. */
    static Map<String, String> pairs(String option, List<String> texts, Map<String, String> environment) {
        Map<String, String> pairs = new TreeMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            String key = equals < 0 ? text : text.substring(0, equals);
            if (key.isEmpty()) {
                throw JukeException.usage(option + " '" + text + "' has no name", "write KEY=VALUE");
            }
            String value = equals < 0 ? environment.get(key) : text.substring(equals + 1);
            if (equals < 0 && value == null && option.equals("--build-arg")) {
                // As in Docker, an argument that the caller does not have is none.
                continue;
            }
            pairs.put(key, value == null ? "" : value);
        }
        return pairs;
    }
}
