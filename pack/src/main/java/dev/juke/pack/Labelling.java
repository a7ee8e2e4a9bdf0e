/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a person adds to a request. */
public final class Labelling {
    private Labelling() {}

    /** With these labels; one with a key of a unikernel is said wherever such keys are said, and takes the place of what was said there. */
    public static BuildRequest label(BuildRequest request, Map<String, String> labels) {
        Map<Key, String> values = new EnumMap<>(Key.class);
        values.putAll(request.metadata().values());
        labels.forEach((name, value) -> {
            Key key = Key.of(name);
            if (key != null) {
                values.put(key, value);
            }
        });
        Map<String, String> all = new TreeMap<>(request.settings().labels());
        all.putAll(labels);
        return request.with(
                request.settings().withLabels(all),
                new Metadata(values, request.metadata().source()));
    }

    /** With these variables, {@code NAME=value}, in the place of those of the request with the same name. */
    public static BuildRequest env(BuildRequest request, List<String> variables) {
        List<String> all = new ArrayList<>(request.settings().env());
        for (String variable : variables) {
            String name = variable.substring(0, variable.indexOf('=') + 1);
            all.removeIf(old -> old.startsWith(name));
        }
        all.addAll(variables);
        return request.with(request.settings().withEnv(all), request.metadata());
    }

    /** With these annotations of the manifest; one with a key of a unikernel is said wherever such keys are said. */
    public static BuildRequest annotate(BuildRequest request, Map<String, String> annotations) {
        Map<String, String> known = new TreeMap<>(annotations);
        known.keySet().removeIf(name -> Key.of(name) == null);
        Map<String, String> all = new TreeMap<>(request.annotations());
        all.putAll(annotations);
        return label(request, known).annotated(all);
    }
}
