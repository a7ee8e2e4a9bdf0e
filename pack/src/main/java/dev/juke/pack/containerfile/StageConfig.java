/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import dev.juke.base.json.JsonObject;
import dev.juke.image.ImageConfig;
import dev.juke.pack.Settings;
import dev.juke.pack.input.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How to run what a stage makes, as it is after each instruction: what its image said, and what was changed. */
final class StageConfig {
    /** What BuildKit gives an image that names no PATH. */
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final List<String> SHELL = List.of("/bin/sh", "-c");

    private final Map<String, String> env = new LinkedHashMap<>();
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, String> labels = new TreeMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final SortedSet<String> ports = new TreeSet<>();
    private final SortedSet<String> volumes = new TreeSet<>();
    private final List<String> triggers = new ArrayList<>();
    private List<String> shell = SHELL;
    private List<String> entrypoint = List.of();
    private List<String> cmd = List.of();
    private boolean entrypointSaid;
    private boolean cmdSaid;
    private String workingDir = "/";
    private String user = "";
    private @Nullable String stopSignal;

    /** That of no image. */
    static StageConfig scratch() {
        StageConfig config = new StageConfig();
        config.env("PATH", PATH);
        return config;
    }

    /** That of an image. */
    static StageConfig of(ImageConfig image) {
        StageConfig config = new StageConfig();
        for (String variable : image.env()) {
            int equals = variable.indexOf('=');
            config.env(equals < 0 ? variable : variable.substring(0, equals), variable.substring(equals + 1));
        }
        if (!config.env.containsKey("PATH")) {
            config.env("PATH", PATH);
        }
        JsonObject process = image.json().object("config");
        config.triggers.addAll(process == null ? List.of() : process.texts("OnBuild"));
        config.labels.putAll(image.labels());
        config.entrypoint = image.entrypoint();
        config.cmd = image.cmd();
        config.workingDir = image.workingDir();
        config.user = image.user();
        return config;
    }

    /** A copy that goes its own way; what other stages are to do is not copied. */
    StageConfig copy() {
        StageConfig config = new StageConfig();
        config.env.putAll(env);
        config.variables.putAll(variables);
        config.labels.putAll(labels);
        config.places.putAll(places);
        config.ports.addAll(ports);
        config.volumes.addAll(volumes);
        config.shell = shell;
        config.entrypoint = entrypoint;
        config.cmd = cmd;
        config.entrypointSaid = entrypointSaid;
        config.cmdSaid = cmdSaid;
        config.workingDir = workingDir;
        config.user = user;
        config.stopSignal = stopSignal;
        return config;
    }

    /** Sets a variable of the image, which is one of the file, too. */
    void env(String name, String value) {
        env.put(name, value);
        variables.put(name, value);
    }

    /** The variables that instructions see: those of the image, and what ARG gave. */
    Map<String, String> variables() {
        return variables;
    }

    Map<String, String> labels() {
        return labels;
    }

    /** Where a label was written; null when it is the base image's. */
    @Nullable
    Place place(String label) {
        return places.get(label);
    }

    void label(String name, String value, Place place) {
        labels.put(name, value);
        places.put(name, place);
    }

    SortedSet<String> ports() {
        return ports;
    }

    SortedSet<String> volumes() {
        return volumes;
    }

    /** What stages and images that start from this one do first. */
    List<String> triggers() {
        return triggers;
    }

    /** What runs a line that is written for a shell. */
    List<String> shell() {
        return shell;
    }

    void shell(List<String> words) {
        shell = List.copyOf(words);
    }

    /** With {@code own}, this stage gave its arguments itself, so that a new entry point leaves them. */
    void entrypoint(List<String> words, boolean own) {
        entrypoint = List.copyOf(words);
        entrypointSaid = true;
        if (!own) {
            cmd(List.of());
        }
    }

    List<String> entrypoint() {
        return entrypoint;
    }

    void cmd(List<String> words) {
        cmd = List.copyOf(words);
        cmdSaid = true;
    }

    String workingDir() {
        return workingDir;
    }

    void workingDir(String path) {
        workingDir = path;
    }

    String user() {
        return user;
    }

    void user(String name) {
        user = name;
    }

    void stopSignal(String signal) {
        stopSignal = signal;
    }

    /** What the image says of how to run it. */
    Settings settings() {
        return new Settings(
                entrypointSaid ? entrypoint : null,
                cmdSaid ? cmd : null,
                env.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList(),
                labels,
                workingDir.isEmpty() ? null : workingDir,
                user.isEmpty() ? null : user,
                stopSignal,
                ports,
                volumes);
    }
}
