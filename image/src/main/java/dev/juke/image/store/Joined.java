/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import dev.juke.base.JukeException;
import dev.juke.image.Blobs;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.ImageName;
import dev.juke.image.Index;
import dev.juke.image.MediaType;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.References;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several images of a store and a new index of them. */
final class Joined implements Blobs {
    private final Blobs store;
    private final byte[] index;

    private Joined(Blobs store, byte[] index) {
        this.store = store;
        this.index = index;
    }

    /** One image for several platforms: at least one image is given, and no two for the same platform. */
    static NamedImage of(List<StoredImage> images, List<ImageName> names) {
        Map<Platform, Descriptor> manifests = new LinkedHashMap<>();
        for (StoredImage image : images) {
            for (Descriptor manifest : References.manifests(image.image().blobs(), image.root())) {
                Platform said = manifest.platform();
                Platform platform = said == null ? image.config().platform() : said;
                // What an index says about its images besides, as BuildKit's attestations, says it of that index.
                if (platform.isReal()) {
                    add(manifests, platform, manifest.withoutAnnotations().withPlatform(platform));
                }
            }
        }
        byte[] index = Index.of(List.copyOf(manifests.values())).bytes();
        Descriptor root = Descriptor.of(MediaType.INDEX, Digest.of(index), index.length);
        Joined joined = new Joined(images.getFirst().image().blobs(), index);
        return new NamedImage(names, Image.readAny(joined, root, Platform.host()), root);
    }

    private static void add(Map<Platform, Descriptor> manifests, Platform platform, Descriptor manifest) {
        Descriptor other = manifests.putIfAbsent(platform, manifest);
        if (other != null && !other.digest().equals(manifest.digest())) {
            throw JukeException.usage(
                    "two images are for " + platform + ": " + other.digest() + " and " + manifest.digest(),
                    "an index has one for each platform: leave one out, or give it a name of its own");
        }
    }

    @Override
    public String where() {
        return store.where();
    }

    @Override
    public InputStream stream(Digest digest) throws IOException {
        return digest.equals(Digest.of(index)) ? new ByteArrayInputStream(index) : store.stream(digest);
    }
}
