/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import dev.juke.base.JukeException;
import dev.juke.machine.Architecture;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.input.Architectures;
import dev.juke.pack.input.Reading;
import dev.juke.pack.input.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code platforms} of a build file.
 *
 * @param keys where its values stand
 */
record Platforms(BuildRequest.Target target, Map<String, String> keys) {
    static @Nullable Platforms of(YamlMap root) {
        root.require("platforms", "platforms: { framework: unikraft, monitor: qemu }");
        YamlMap map = root.map("platforms", Section.PLATFORMS);
        Reading reading = root.reading();
        Text framework = reading.attempt(() -> map.required("framework"));
        Text monitor = reading.attempt(() -> map.required("monitor"));
        Text version = reading.attempt(() -> map.text("version"));
        Text named = reading.attempt(() -> map.text("architecture"));
        if (framework == null || monitor == null || version == null || named == null) {
            return null;
        }
        BuildRequest.Target target = new BuildRequest.Target(
                framework.value(), version.value(), monitor.value(), architecture(reading, named));
        return new Platforms(
                target,
                Map.of(
                        "platforms.framework",
                        framework.place().text(),
                        "platforms.monitor",
                        monitor.place().text(),
                        "platforms.architecture",
                        named.place().text()));
    }

    private static @Nullable Architecture architecture(Reading reading, Text named) {
        try {
            return named.isEmpty() ? null : Architectures.of(named);
        } catch (JukeException e) {
            reading.mistake(e);
            return null;
        }
    }

    /** Where the values stand that are judged when all is known. */
    Map<String, String> places(List<Text> envs) {
        Map<String, String> places = new HashMap<>(keys);
        for (int i = 0; i < envs.size(); i++) {
            places.put("envs[" + i + "]", envs.get(i).place().text());
        }
        return places;
    }
}
