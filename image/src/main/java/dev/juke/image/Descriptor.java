/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import dev.juke.base.JukeException;
import dev.juke.base.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a blob by type, size and digest (OCI image specification 1.1, descriptor.md). Members that Juke does not
 * know are kept.
 *
 * @param json the whole descriptor; not to be changed
 */
public record Descriptor(JsonObject json) {
    /** Annotation: what an image in an index is called there. */
    public static final String REF_NAME = "org.opencontainers.image.ref.name";
    /** Annotation: the full name that containerd gives an image when it imports it. */
    public static final String CONTAINERD_NAME = "io.containerd.image.name";

    /** Checks that type, digest and size are there and right. */
    public Descriptor {
        Long size = json.integer("size");
        if (json.text("mediaType") == null || json.text("digest") == null || size == null || size < 0) {
            throw JukeException.input(
                    "a descriptor lacks mediaType, digest or size: " + json, "make the image again with another tool");
        }
        Digest.parse(json.text("digest", ""));
    }

    /** A descriptor of a blob. */
    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(new JsonObject()
                .put("mediaType", mediaType)
                .put("digest", digest.toString())
                .put("size", size));
    }

    /** What the blob is. */
    public String mediaType() {
        return json.text("mediaType", "");
    }

    /** What the blob is called. */
    public Digest digest() {
        return Digest.parse(json.text("digest", ""));
    }

    /** How long the blob is, in bytes. */
    public long size() {
        Long size = json.integer("size");
        return size == null ? 0 : size;
    }

    /** Its annotations; empty when there are none. */
    public Map<String, String> annotations() {
        return json.textMap("annotations");
    }

    /** What it runs on, when the index says so. */
    public @Nullable Platform platform() {
        JsonObject platform = json.object("platform");
        return platform == null ? null : Platform.of(platform);
    }

    /** The same blob called something else. */
    public Descriptor withMediaType(String mediaType) {
        return new Descriptor(json.copy().put("mediaType", mediaType));
    }

    /** The same with another annotation. */
    public Descriptor withAnnotation(String name, String value) {
        JsonObject copy = json.copy();
        copy.objectOrNew("annotations").put(name, value);
        return new Descriptor(copy);
    }

    /** The same without any annotation. */
    public Descriptor withoutAnnotations() {
        return new Descriptor(json.copy().remove("annotations"));
    }

    /** The same with a platform. */
    public Descriptor withPlatform(Platform platform) {
        return new Descriptor(json.copy().put("platform", platform.json()));
    }
}
