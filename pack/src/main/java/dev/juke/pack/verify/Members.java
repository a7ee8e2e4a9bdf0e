/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.verify;

import dev.juke.image.Blobs;
import dev.juke.image.Descriptor;
import dev.juke.image.Image;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.References;
import java.util.ArrayList;
import java.util.List;

/** The images that an index stands for. */
public final class Members {
    private Members() {}

    /** Each of them, or the one image that stands for itself; what lies beside images (BuildKit's attestations) is none. */
    public static List<Image> of(NamedImage named) {
        if (!named.isIndex()) {
            return List.of(named.image());
        }
        Blobs blobs = named.image().blobs();
        List<Image> images = new ArrayList<>();
        for (Descriptor manifest : References.manifests(blobs, named.root())) {
            Platform platform = manifest.platform();
            boolean beside = manifest.json().get("artifactType") != null || (platform != null && !platform.isReal());
            if (!beside) {
                images.add(Image.read(blobs, manifest));
            }
        }
        return images;
    }
}
