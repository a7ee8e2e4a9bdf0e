/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an image's configuration says of how to run it (OCI image specification 1.1, config.md, "config"). With a base, what is not said
 * here is as it is there.
 *
 * @param entrypoint what stands before the arguments; null when nothing is said of it, empty when there is to be none, whatever the base
 *     has
 * @param cmd the arguments; null when nothing is said of them, empty when there are to be none, whatever the base has. As Docker has it, who
 *     says an entry point and no arguments means none: that is for the reader of a build file to decide
 * @param env {@code NAME=value}: added to the base's, in whose place it comes when the name is the same
 * @param labels added to the base's, in whose place they come
 * @param workingDir where the process starts; null when nothing is said
 * @param user {@code USER[:GROUP]}; null when nothing is said
 * @param stopSignal {@code SIGTERM}; null when nothing is said
 * @param ports {@code 80/tcp}: added to the base's
 * @param volumes paths: added to the base's
 */
public record Settings(
        @Nullable List<String> entrypoint,
        @Nullable List<String> cmd,
        List<String> env,
        Map<String, String> labels,
        @Nullable String workingDir,
        @Nullable String user,
        @Nullable String stopSignal,
        SortedSet<String> ports,
        SortedSet<String> volumes) {
    /** Nothing is said. */
    public static final Settings NONE = new Settings(
            null,
            null,
            List.of(),
            Map.of(),
            null,
            null,
            null,
            Collections.emptySortedSet(),
            Collections.emptySortedSet());

    /** Keeps copies. */
    public Settings {
        entrypoint = entrypoint == null ? null : List.copyOf(entrypoint);
        cmd = cmd == null ? null : List.copyOf(cmd);
        env = List.copyOf(env);
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** Entry point and arguments, as far as they are given. */
    public List<String> words() {
        List<String> words = new ArrayList<>(entrypoint == null ? List.of() : entrypoint);
        words.addAll(cmd == null ? List.of() : cmd);
        return words;
    }

    /** With this to run. */
    public Settings running(@Nullable List<String> program, @Nullable List<String> arguments) {
        return new Settings(program, arguments, env, labels, workingDir, user, stopSignal, ports, volumes);
    }

    /** With this environment. */
    public Settings withEnv(List<String> variables) {
        return new Settings(entrypoint, cmd, variables, labels, workingDir, user, stopSignal, ports, volumes);
    }

    /** With these labels. */
    public Settings withLabels(Map<String, String> pairs) {
        return new Settings(entrypoint, cmd, env, pairs, workingDir, user, stopSignal, ports, volumes);
    }
}
