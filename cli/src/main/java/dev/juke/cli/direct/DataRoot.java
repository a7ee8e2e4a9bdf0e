/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The directory in which everything lies that Juke keeps for this user.
 *
 * @param path absolute
 * @param user whose it is
 */
public record DataRoot(Path path, Caller user) {
    /**
     * Finds it: what was given, else {@code JUKE_ROOT}, else {@code /var/lib/juke} for root and the XDG data directory for others (XDG
     * Base Directory Specification 0.8).
     */
    public static DataRoot of(@Nullable String given, Map<String, String> environment, Caller user) {
        String text = given == null ? environment.getOrDefault("JUKE_ROOT", "") : given;
        Path path = text.isEmpty() ? usual(environment, user) : Path.of(text);
        if (path.toString().indexOf('\n') >= 0) {
            throw JukeException.usage("the data root's name holds a line break", "choose another with --root");
        }
        return new DataRoot(path.toAbsolutePath().normalize(), user);
    }

    private static Path usual(Map<String, String> environment, Caller user) {
        if (user.isRoot()) {
            return Path.of("/var/lib/juke");
        }
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        if (data.startsWith("/")) {
            return Path.of(data, "juke");
        }
        String home = environment.getOrDefault("HOME", "");
        if (!home.startsWith("/")) {
            throw JukeException.usage(
                    "there is no place for Juke's data: neither JUKE_ROOT, XDG_DATA_HOME nor HOME is set",
                    "set JUKE_ROOT, or use --root");
        }
        return Path.of(home, ".local/share/juke");
    }

    /** The image store. */
    public Path images() {
        return path.resolve("images");
    }

    /** A directory for each container. */
    public Path containers() {
        return path.resolve("containers");
    }

    /** The directory of one container. */
    public Path container(ContainerId id) {
        return containers().resolve(id.hex());
    }

    /** A symbolic link for each container's name; its target is the id. */
    public Path names() {
        return path.resolve("names");
    }

    /** Where the host's facts are remembered until the next boot. */
    public Path facts(Map<String, String> environment) {
        if (user.isRoot()) {
            return Path.of("/run/juke");
        }
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        return runtime.startsWith("/") ? Path.of(runtime, "juke") : path.resolve("run");
    }

    /** Makes the directories for containers. Others may not list them; the monitor, which is another user under root, may pass. */
    void prepare() {
        try {
            for (Path directory : new Path[] {path, containers(), names()}) {
                if (!Files.isDirectory(directory)) {
                    Files.createDirectories(
                            directory,
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
                }
            }
        } catch (IOException e) {
            throw IoFailure.of("the data root " + path + " cannot be made", e);
        }
    }
}
