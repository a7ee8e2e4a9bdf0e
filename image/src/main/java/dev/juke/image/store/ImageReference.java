/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import dev.juke.base.JukeException;
import dev.juke.image.ImageSource;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.layout.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a person writes where an image is wanted:
 *
 * <ul>
 *   <li>{@code oci:DIR[:TAG]}, {@code oci-archive:FILE[:NAME]}, {@code docker-archive:FILE[:NAME]}, as skopeo and podman have it;
 *   <li>a path that begins with {@code /}, {@code ./} or {@code ../}, perhaps with {@code :TAG}: a layout or an archive of either kind;
 *   <li>a name or id in the store;
 *   <li>where the store has no such name, any other path of a layout or an archive.
 * </ul>
 */
final class ImageReference {
    private ImageReference() {}

    static ImageSource open(String reference, ImageStore store) {
        int colon = reference.indexOf(':');
        String rest = reference.substring(colon + 1);
        switch (colon < 0 ? "" : reference.substring(0, colon)) {
            case "oci" -> {
                return Sources.directory(path(rest), tag(rest));
            }
            case "oci-archive", "docker-archive" -> {
                return Sources.archive(path(rest), tag(rest));
            }
            default -> {}
        }
        if (reference.startsWith("/") || reference.startsWith("./") || reference.startsWith("../")) {
            return Sources.open(path(reference), tag(reference));
        }
        StoredImage stored = store.lookup(reference);
        if (stored != null) {
            return new Stored(reference, stored.named());
        }
        if (Files.isRegularFile(path(reference)) || OciLayout.isLayout(path(reference))) {
            return Sources.open(path(reference), tag(reference));
        }
        throw JukeException.notFound(
                "there is no image '" + reference + "' in " + store.root() + ", and no such file",
                "build, load or pull it first");
    }

    /** A path that exists is meant even when it has a colon; else the first colon ends the path. */
    static Path path(String text) {
        Path whole = Path.of(text);
        int colon = text.indexOf(':');
        return colon < 0 || Files.exists(whole) ? whole : Path.of(text.substring(0, colon));
    }

    static String tag(String text) {
        int length = path(text).toString().length();
        int colon = text.indexOf(':', length);
        return colon < 0 ? "" : text.substring(colon + 1);
    }

    /** An image of the store. */
    private record Stored(String where, NamedImage image) implements ImageSource {
        @Override
        public List<NamedImage> images(Platform platform) {
            return List.of(image);
        }

        @Override
        public void close() {}
    }
}
