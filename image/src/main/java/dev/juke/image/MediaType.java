/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import java.util.Map;
import java.util.Set;

/** The media types of an image's parts (OCI image specification 1.1, media-types.md) and Docker's names for the same. */
public final class MediaType {
    /** An image index. */
    public static final String INDEX = "application/vnd.oci.image.index.v1+json";
    /** An image manifest. */
    public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    /** An image configuration. */
    public static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    /** A layer as a plain tar archive. */
    public static final String LAYER_TAR = "application/vnd.oci.image.layer.v1.tar";
    /** A layer as a gzip-compressed tar archive. */
    public static final String LAYER_TAR_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
    /** A layer as a zstd-compressed tar archive. */
    public static final String LAYER_TAR_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";

    /** Docker's names of layers, which are the same as OCI's (OCI image specification 1.1, media-types.md, "Compatibility Matrix"). */
    private static final Map<String, String> DOCKER_LAYERS = Map.of(
            "application/vnd.docker.image.rootfs.diff.tar",
            LAYER_TAR,
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
            LAYER_TAR_GZIP,
            "application/vnd.docker.image.rootfs.diff.tar.zstd",
            LAYER_TAR + "+zstd",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip");

    private static final Set<String> INDEXES =
            Set.of(INDEX, "application/vnd.docker.distribution.manifest.list.v2+json");
    private static final Set<String> MANIFESTS =
            Set.of(MANIFEST, "application/vnd.docker.distribution.manifest.v2+json");
    private static final Set<String> CONFIGS = Set.of(CONFIG, "application/vnd.docker.container.image.v1+json");

    private MediaType() {}

    /** What an OCI manifest calls a layer that Docker calls so; all else is called the same. */
    public static String oci(String layer) {
        return DOCKER_LAYERS.getOrDefault(layer, layer);
    }

    /** Whether it is an image index or a Docker manifest list. */
    public static boolean isIndex(String mediaType) {
        return INDEXES.contains(mediaType);
    }

    /** Whether it is an image manifest of OCI or Docker. */
    public static boolean isManifest(String mediaType) {
        return MANIFESTS.contains(mediaType);
    }

    /** Whether it is an image configuration of OCI or Docker. */
    public static boolean isConfig(String mediaType) {
        return CONFIGS.contains(mediaType);
    }
}
