/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Descriptor;
import dev.juke.image.Image;
import dev.juke.image.Manifest;
import dev.juke.image.MediaType;
import dev.juke.image.layout.BlobWriter;
import dev.juke.image.layout.OciLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes images that others start from, layer by layer. */
public final class BaseImages {
    private final OciLayout layout;
    private final List<Descriptor> layers = new ArrayList<>();
    private final JsonArray diffIds = new JsonArray();
    private final JsonObject config;

    /** In a directory; the configuration, without layers, as JSON. */
    public BaseImages(Path directory, String config) {
        this.layout = OciLayout.openOrCreate(directory);
        this.config = Json.parseObject(config.getBytes(java.nio.charset.StandardCharsets.UTF_8), "the test");
    }

    /** With an uncompressed layer, called as given. */
    public BaseImages layer(Path tar, String mediaType) throws IOException {
        try (BlobWriter blob = layout.newBlob()) {
            Files.copy(tar, blob);
            Descriptor layer = blob.commit(mediaType);
            layers.add(layer.withAnnotation("org.example.what", "layer " + layers.size()));
            diffIds.add(layer.digest().toString());
        }
        return this;
    }

    /** The image, which the layout lists. */
    public Image image() throws IOException {
        config.put("rootfs", new JsonObject().put("type", "layers").put("diff_ids", diffIds));
        Manifest manifest = Manifest.of(layout.put(MediaType.CONFIG, Json.bytes(config)), layers, Map.of());
        Descriptor descriptor = layout.put(MediaType.MANIFEST, manifest.bytes());
        layout.write(layout.index().with(List.of(descriptor)));
        return Image.read(layout, descriptor);
    }
}
