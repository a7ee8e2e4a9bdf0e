/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import java.util.List;

/**
 * An image and what it is called.
 *
 * @param names its names; empty when it has none
 * @param image for one platform: the one that is run here
 * @param root what the names stand for, and what is kept, written and pushed: the image's manifest, or an index of the images for several
 *     platforms, this one among them
 */
public record NamedImage(List<ImageName> names, Image image, Descriptor root) {
    /** Keeps a copy of the list. */
    public NamedImage {
        names = List.copyOf(names);
    }

    /** An image that stands for itself. */
    public NamedImage(List<ImageName> names, Image image) {
        this(names, image, image.descriptor());
    }

    /** Whether it is made for several platforms. */
    public boolean isIndex() {
        return MediaType.isIndex(root.mediaType());
    }

    /** All its blobs, of all platforms, what is needed before what needs it; the root is the last. */
    public List<Descriptor> parts() {
        return isIndex() ? References.all(image.blobs(), root) : image.parts();
    }
}
