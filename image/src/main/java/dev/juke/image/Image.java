/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import dev.juke.base.JukeException;
import java.util.ArrayList;
import java.util.List;

/**
 * One image for one platform, wherever its blobs lie.
 *
 * @param blobs where its layers are read from
 * @param descriptor of the manifest
 * @param manifest the parts
 * @param config how to run it
 */
public record Image(Blobs blobs, Descriptor descriptor, Manifest manifest, ImageConfig config) {
    /** Reads the image that a descriptor names, a manifest or an index of manifests, for the wanted platform. */
    public static Image read(Blobs blobs, Descriptor descriptor, Platform wanted) {
        Descriptor found = descriptor;
        for (int depth = 0; MediaType.isIndex(found.mediaType()); depth++) {
            if (depth == References.MAX_NESTING) {
                throw JukeException.input(
                        blobs.where() + ": index " + found.digest() + " is nested too deep", "do not trust this image");
            }
            String where = blobs.where() + ": index " + found.digest();
            found = Index.parse(blobs.document(found), where).choose(wanted, where);
        }
        return read(blobs, found);
    }

    /** As {@link #read(Blobs, Descriptor, Platform)}, but of an index without the wanted platform the first image is taken. */
    public static Image readAny(Blobs blobs, Descriptor root, Platform wanted) {
        try {
            return read(blobs, root, wanted);
        } catch (JukeException e) {
            if (e.category() != JukeException.Category.NOT_FOUND || !MediaType.isIndex(root.mediaType())) {
                throw e;
            }
            String where = blobs.where() + ": index " + root.digest();
            Index index = Index.parse(blobs.document(root), where);
            for (Descriptor manifest : index.manifests()) {
                Platform platform = manifest.platform();
                if (platform != null && platform.isReal()) {
                    return read(blobs, manifest, platform);
                }
            }
            throw e;
        }
    }

    /** Reads the image that a manifest's descriptor names. */
    public static Image read(Blobs blobs, Descriptor descriptor) {
        String where = blobs.where() + ": manifest " + descriptor.digest();
        if (!MediaType.isManifest(descriptor.mediaType())) {
            throw JukeException.input(
                    where + " has the unknown type " + descriptor.mediaType(),
                    "make the image again with another tool");
        }
        Manifest manifest = Manifest.parse(blobs.document(descriptor), where);
        Descriptor configDescriptor = manifest.config();
        ImageConfig config = ImageConfig.parse(
                blobs.document(configDescriptor), blobs.where() + ": configuration " + configDescriptor.digest());
        int layers = manifest.layers().size();
        int diffIds = config.diffIds().size();
        if (layers != diffIds) {
            throw JukeException.input(
                    where + " has " + layers + " layers, but its configuration has " + diffIds + " diff_ids",
                    "make the image again with another tool");
        }
        return new Image(blobs, descriptor, manifest, config);
    }

    /** What the manifest is called. */
    public Digest digest() {
        return descriptor.digest();
    }

    /** The image's id, as Docker and Podman show it: the configuration's digest. */
    public Digest id() {
        return manifest.config().digest();
    }

    /** All its blobs: the layers, lowest first, the configuration, and last the manifest, which refers to them. */
    public List<Descriptor> parts() {
        List<Descriptor> parts = new ArrayList<>(manifest.layers());
        parts.add(manifest.config());
        parts.add(descriptor);
        return parts;
    }

    /** What all blobs take, in bytes. */
    public long size() {
        return parts().stream().mapToLong(Descriptor::size).sum();
    }
}
