/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * An image manifest: one configuration and the layers (OCI image specification 1.1, manifest.md). Members that Juke does not
 * know are kept.
 *
 * @param json the whole manifest; not to be changed
 */
public record Manifest(JsonObject json) {
    /** A manifest of these parts. */
    public static Manifest of(Descriptor config, List<Descriptor> layers, Map<String, String> annotations) {
        JsonArray list = new JsonArray();
        layers.forEach(layer -> list.add(layer.json()));
        JsonObject json = new JsonObject()
                .put("schemaVersion", 2)
                .put("mediaType", MediaType.MANIFEST)
                .put("config", config.json())
                .put("layers", list);
        if (!annotations.isEmpty()) {
            JsonObject pairs = new JsonObject();
            annotations.forEach(pairs::put);
            json.put("annotations", pairs);
        }
        return new Manifest(json);
    }

    /** Reads a manifest; {@code where} names it in messages. */
    public static Manifest parse(byte[] bytes, String where) {
        JsonObject json = Json.parseObject(bytes, where);
        Long version = json.integer("schemaVersion");
        if (version == null || version != 2) {
            throw JukeException.input(
                    where + " is no image manifest of schema version 2", "make the image again with another tool");
        }
        // A document that can be read as index and as manifest means different images to different tools:
        // CVE-2021-41190.
        if (json.get("manifests") != null || !MediaType.isManifest(json.text("mediaType", MediaType.MANIFEST))) {
            throw JukeException.input(where + " is said to be a manifest, but is not", "do not trust this image");
        }
        JsonObject config = json.object("config");
        if (config == null || json.array("layers") == null) {
            throw JukeException.input(where + " lacks config or layers", "make the image again with another tool");
        }
        Manifest manifest = new Manifest(json);
        if (!MediaType.isConfig(manifest.config().mediaType())) {
            throw JukeException.input(
                    where + " is no container image: its config is a "
                            + manifest.config().mediaType(),
                    "only container images can be used here");
        }
        return manifest;
    }

    /** The configuration, whose digest is the image's id. */
    public Descriptor config() {
        JsonObject config = json.object("config");
        return new Descriptor(config == null ? new JsonObject() : config);
    }

    /** The layers, lowest first. */
    public List<Descriptor> layers() {
        return json.objects("layers").stream().map(Descriptor::new).toList();
    }

    /** Its annotations; empty when there are none. */
    public Map<String, String> annotations() {
        return json.textMap("annotations");
    }

    /** The manifest as a blob. */
    public byte[] bytes() {
        return Json.bytes(json);
    }
}
