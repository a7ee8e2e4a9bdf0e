/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.convert;

import dev.juke.image.Blobs;
import dev.juke.image.Descriptor;
import dev.juke.image.MediaType;
import dev.juke.image.layout.BlobWriter;
import dev.juke.image.layout.OciLayout;
import java.io.IOException;

/** Layers that stay as they are. */
final class Layers {
    private Layers() {}

    /** Copies a layer, checked, and gives Docker's media types the names of the OCI specification. */
    static Descriptor copy(Blobs from, Descriptor layer, OciLayout to) throws IOException {
        if (!to.has(layer.digest())) {
            try (BlobWriter blob = to.newBlob()) {
                from.copy(layer, blob);
                blob.commit(layer.mediaType());
            }
        }
        return Descriptor.of(type(layer.mediaType()), layer.digest(), layer.size());
    }

    private static String type(String mediaType) {
        return switch (mediaType) {
            case "application/vnd.docker.image.rootfs.diff.tar.gzip" -> MediaType.LAYER_TAR_GZIP;
            case "application/vnd.docker.image.rootfs.diff.tar" -> MediaType.LAYER_TAR;
            default -> mediaType;
        };
    }
}
