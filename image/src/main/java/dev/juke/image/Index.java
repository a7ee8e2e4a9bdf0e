/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import java.util.List;
import java.util.Objects;

/**
 * A list of manifests: the images of a layout, or one image for several platforms (OCI image specification 1.1,
 * image-index.md). Members that Juke does not know are kept.
 *
 * @param json the whole index; not to be changed
 */
public record Index(JsonObject json) {
    /** An index of these manifests. */
    public static Index of(List<Descriptor> manifests) {
        return new Index(new JsonObject().put("schemaVersion", 2).put("mediaType", MediaType.INDEX)).with(manifests);
    }

    /** Reads an index; {@code where} names it in messages. */
    public static Index parse(byte[] bytes, String where) {
        JsonObject json = Json.parseObject(bytes, where);
        // A document that can be read as index and as manifest means different images to different tools:
        // CVE-2021-41190.
        boolean ambiguous = json.get("config") != null || json.get("layers") != null;
        if (ambiguous
                || !MediaType.isIndex(json.text("mediaType", MediaType.INDEX))
                || json.array("manifests") == null) {
            throw JukeException.input(where + " is no image index", "make the image again with another tool");
        }
        return new Index(json);
    }

    /** The manifests in their order. */
    public List<Descriptor> manifests() {
        return json.objects("manifests").stream().map(Descriptor::new).toList();
    }

    /** The same index with these manifests. */
    public Index with(List<Descriptor> manifests) {
        JsonArray list = new JsonArray();
        manifests.forEach(manifest -> list.add(manifest.json()));
        return new Index(json.copy().put("manifests", list));
    }

    /** The manifest for a platform; where none is named, a manifest that stands alone is taken. */
    public Descriptor choose(Platform wanted, String where) {
        List<Descriptor> manifests = manifests();
        if (manifests.size() == 1 && manifests.getFirst().platform() == null) {
            return manifests.getFirst();
        }
        return manifests.stream()
                .filter(manifest -> {
                    Platform platform = manifest.platform();
                    return platform != null && wanted.runs(platform);
                })
                .findFirst()
                .orElseThrow(() -> JukeException.notFound(
                        where + " holds nothing for " + wanted + ", only for " + platforms(manifests),
                        "use an image that was made for this machine"));
    }

    private static String platforms(List<Descriptor> manifests) {
        List<String> names = manifests.stream()
                .map(Descriptor::platform)
                .filter(Objects::nonNull)
                .filter(Platform::isReal)
                .map(Platform::toString)
                .distinct()
                .toList();
        return names.isEmpty() ? "platforms it does not name" : String.join(", ", names);
    }

    /** The index as a blob or as {@code index.json}. */
    public byte[] bytes() {
        return Json.bytes(json);
    }
}
