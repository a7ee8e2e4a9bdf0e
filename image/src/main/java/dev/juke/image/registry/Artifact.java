/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Something that is said about an image and lies beside it: a bill of materials, a provenance, a signature (OCI image specification
 * 1.1, manifest.md, "Guidelines for Artifact Usage").
 *
 * @param type what it is, a media type: {@code application/spdx+json}
 * @param annotations of its manifest
 * @param content the document, a text
 */
public record Artifact(String type, Map<String, String> annotations, String content) {
    /** The type of a configuration that says nothing. */
    public static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";

    /** Such a configuration. */
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    /** Keeps a copy of the annotations. */
    public Artifact {
        annotations = Map.copyOf(annotations);
    }

    /** Such a configuration, as a blob. */
    public static byte[] emptyBytes() {
        return EMPTY.clone();
    }

    /** The document, as a blob. */
    public byte[] bytes() {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    /** Where the document lies. */
    Descriptor blob() {
        byte[] bytes = bytes();
        return Descriptor.of(type, Digest.of(bytes), bytes.length);
    }

    /** Its manifest, which says what it is about. */
    public byte[] manifest(Descriptor subject) {
        JsonObject json = new JsonObject()
                .put("schemaVersion", 2)
                .put("mediaType", MediaType.MANIFEST)
                .put("artifactType", type)
                .put("config", empty().json())
                .put("layers", new JsonArray().add(blob().json()))
                .put(
                        "subject",
                        Descriptor.of(subject.mediaType(), subject.digest(), subject.size())
                                .json());
        if (!annotations.isEmpty()) {
            JsonObject pairs = new JsonObject();
            annotations.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(pair -> pairs.put(pair.getKey(), pair.getValue()));
            json.put("annotations", pairs);
        }
        return Json.bytes(json);
    }

    static Descriptor empty() {
        return Descriptor.of(EMPTY_TYPE, Digest.of(EMPTY), EMPTY.length);
    }
}
