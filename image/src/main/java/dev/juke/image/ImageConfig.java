/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * An image's configuration (OCI image specification 1.1, config.md). Members that Juke does not know are kept.
 *
 * @param json the whole configuration; not to be changed
 */
public record ImageConfig(JsonObject json) {
    /** Reads a configuration; {@code where} names it in messages. */
    public static ImageConfig parse(byte[] bytes, String where) {
        ImageConfig config = new ImageConfig(Json.parseObject(bytes, where));
        if (config.json.text("architecture") == null || config.json.text("os") == null) {
            throw JukeException.input(
                    where + " lacks architecture or os: it is no image configuration",
                    "make the image again with another tool");
        }
        config.diffIds();
        return config;
    }

    /** What the image runs on. */
    public Platform platform() {
        return Platform.of(json);
    }

    /** When it was made, RFC 3339 as written there; empty when unknown. */
    public String created() {
        return json.text("created", "");
    }

    /** The labels, in their order. */
    public Map<String, String> labels() {
        return process().textMap("Labels");
    }

    /** The program to run, before {@link #cmd()}. */
    public List<String> entrypoint() {
        return process().texts("Entrypoint");
    }

    /** The program's arguments, or the program and its arguments. */
    public List<String> cmd() {
        return process().texts("Cmd");
    }

    /** The environment, {@code NAME=value}. */
    public List<String> env() {
        return process().texts("Env");
    }

    /** Where the process starts; empty when the image does not say. */
    public String workingDir() {
        return process().text("WorkingDir", "");
    }

    /** {@code user}, {@code uid}, {@code user:group} or {@code uid:gid}; empty when the image does not say. */
    public String user() {
        return process().text("User", "");
    }

    /** The digests of the uncompressed layers, lowest first. */
    public List<Digest> diffIds() {
        JsonObject rootfs = json.object("rootfs");
        return rootfs == null
                ? List.of()
                : rootfs.texts("diff_ids").stream().map(Digest::parse).toList();
    }

    /** The member {@code config}: how to run the image. */
    private JsonObject process() {
        JsonObject config = json.object("config");
        return config == null ? new JsonObject() : config;
    }

    /** The configuration as a blob. */
    public byte[] bytes() {
        return Json.bytes(json);
    }
}
