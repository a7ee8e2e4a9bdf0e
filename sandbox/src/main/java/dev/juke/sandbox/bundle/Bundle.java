/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.bundle;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An OCI bundle as a client made it (OCI runtime specification, bundle.md and config.md). Only read, never written.
 *
 * @param directory absolute path
 * @param config the whole {@code config.json}
 * @param rootfs absolute path of the root file system
 */
public record Bundle(Path directory, JsonObject config, Path rootfs) {
    /** A larger configuration is refused: the largest that clients write have some 100 KB. Bytes. */
    private static final long MAX_CONFIG_BYTES = 16 << 20;

    /** Reads a bundle. */
    public static Bundle read(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        Path file = absolute.resolve("config.json");
        JsonObject config = Json.readObject(file, "bundle configuration", MAX_CONFIG_BYTES);
        JsonObject root = config.object("root");
        String path = root == null ? null : root.text("path");
        if (path == null || path.isEmpty()) {
            throw JukeException.input(file + ": root.path is missing", "name the root file system");
        }
        Path rootfs = absolute.resolve(path).normalize();
        if (!Files.isDirectory(rootfs)) {
            throw JukeException.input(
                    file + ": the root file system " + rootfs + " is no directory", "mount it before create");
        }
        return new Bundle(absolute, config, rootfs);
    }

    /** {@code process}, empty when it is missing. */
    public JsonObject process() {
        JsonObject process = config.object("process");
        return process == null ? new JsonObject() : process;
    }

    /** {@code process.args}. */
    public List<String> arguments() {
        return process().texts("args");
    }

    /** {@code process.env}. */
    public List<String> environment() {
        return process().texts("env");
    }

    /** {@code annotations}. */
    public Map<String, String> annotations() {
        return config.textMap("annotations");
    }

    /** {@code root.readonly}. */
    public boolean isReadOnly() {
        JsonObject root = config.object("root");
        return root != null && root.bool("readonly", false);
    }

    /** {@code hostname}, or null. */
    public @Nullable String hostname() {
        return config.text("hostname");
    }

    /** {@code linux}, empty when it is missing. */
    public JsonObject linux() {
        JsonObject linux = config.object("linux");
        return linux == null ? new JsonObject() : linux;
    }

    /** {@code linux.resources}, empty when it is missing. */
    public JsonObject resources() {
        JsonObject resources = linux().object("resources");
        return resources == null ? new JsonObject() : resources;
    }

    /** The namespace of that type ({@code network}, {@code pid}, …), or null when the container shares the host's. */
    public @Nullable JsonObject namespace(String type) {
        for (JsonObject namespace : linux().objects("namespaces")) {
            if (type.equals(namespace.text("type"))) {
                return namespace;
            }
        }
        return null;
    }

    /** The mount at that destination, or null. */
    public @Nullable JsonObject mount(String destination) {
        for (JsonObject mount : config.objects("mounts")) {
            if (destination.equals(mount.text("destination"))) {
                return mount;
            }
        }
        return null;
    }
}
