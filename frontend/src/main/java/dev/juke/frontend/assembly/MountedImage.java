/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.assembly;

import dev.juke.base.json.JsonObject;
import dev.juke.image.Blobs;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.ImageConfig;
import dev.juke.image.Manifest;
import dev.juke.image.MediaType;
import dev.juke.pack.SourceImages.SourceImage;
import dev.juke.pack.tree.FileTree;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image whose files are mounted. Its layers stay with BuildKit: as an {@link Image} it has none, so that what is built over it holds
 * just what comes on top.
 */
final class MountedImage implements SourceImage, Blobs {
    private final String name;
    private final Path root;
    private final ImageConfig config;
    private @Nullable FileTree files;

    MountedImage(String name, Path root, JsonObject config) {
        this.name = name;
        this.root = root;
        JsonObject plain = config.copy();
        plain.put("rootfs", new JsonObject().put("type", "layers"));
        this.config = new ImageConfig(plain);
    }

    @Override
    public ImageConfig config() {
        return config;
    }

    @Override
    public FileTree files() {
        if (files == null) {
            files = MountedTree.read(root);
        }
        return files;
    }

    @Override
    public Image image() {
        byte[] bytes = config.bytes();
        Manifest manifest =
                Manifest.of(Descriptor.of(MediaType.CONFIG, Digest.of(bytes), bytes.length), List.of(), Map.of());
        byte[] written = manifest.bytes();
        return new Image(this, Descriptor.of(MediaType.MANIFEST, Digest.of(written), written.length), manifest, config);
    }

    @Override
    public String where() {
        return name;
    }

    @Override
    public InputStream stream(Digest digest) throws IOException {
        throw new FileNotFoundException(digest + " stays with BuildKit");
    }
}
