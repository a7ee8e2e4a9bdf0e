/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.ImageConfig;
import dev.juke.image.ImageName;
import dev.juke.image.NamedImage;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An image of the store under one of its names.
 *
 * @param name null when it has none (any more)
 * @param image for this machine where it is made for several platforms, or for the first of these
 * @param root what is listed: the image's manifest, or an index of images for several platforms
 */
public record StoredImage(@Nullable ImageName name, Image image, Descriptor root) {
    /** An image under each of its names, or once without. */
    static Stream<StoredImage> all(List<ImageName> names, Image image, Descriptor root) {
        return names.isEmpty()
                ? Stream.of(new StoredImage(null, image, root))
                : names.stream().map(name -> new StoredImage(name, image, root));
    }

    /** The manifest's digest. */
    public Digest digest() {
        return image.digest();
    }

    /** The image's id, as Docker and Podman show it: the configuration's digest. */
    public Digest id() {
        return image.id();
    }

    /** How to run it, with its labels. */
    public ImageConfig config() {
        return image.config();
    }

    /** What its blobs take, those for all platforms together, in bytes. */
    public long size() {
        return named().parts().stream().mapToLong(Descriptor::size).sum();
    }

    /** When it was made, RFC 3339; empty when unknown. */
    public String created() {
        return image.config().created();
    }

    /** The instruction set, as Go's GOARCH. */
    public String architecture() {
        return image.config().platform().architecture();
    }

    /** A label, as {@code com.urunc.unikernel.unikernelType}; empty when it has none of that name. */
    public String label(String name) {
        return image.config().labels().getOrDefault(name, "");
    }

    /** The same for those who take images from anywhere. */
    public NamedImage named() {
        return new NamedImage(name == null ? List.of() : List.of(name), image, root);
    }
}
