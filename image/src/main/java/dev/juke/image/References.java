/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** What documents refer to. Manifests that are no container images (signatures, bills of materials) count as well. */
public final class References {
    /** Indexes may name indexes; no tool nests them deeper than this. */
    static final int MAX_NESTING = 3;

    private References() {}

    /** What a document names directly: an index its manifests, a manifest its configuration and layers, all else nothing. */
    public static List<Descriptor> direct(Blobs blobs, Descriptor descriptor) {
        String where = blobs.where() + ": " + descriptor.digest();
        if (MediaType.isIndex(descriptor.mediaType())) {
            return Index.parse(blobs.document(descriptor), where).manifests();
        }
        if (!MediaType.isManifest(descriptor.mediaType())) {
            return List.of();
        }
        JsonObject manifest = Json.parseObject(blobs.document(descriptor), where);
        List<Descriptor> named = new ArrayList<>();
        manifest.objects("layers").forEach(layer -> named.add(new Descriptor(layer)));
        JsonObject config = manifest.object("config");
        if (config != null) {
            named.add(new Descriptor(config));
        }
        return named;
    }

    /** A document and all that it needs, each once, what is needed before what needs it. */
    public static List<Descriptor> all(Blobs blobs, Descriptor root) {
        SequencedSet<Digest> seen = new LinkedHashSet<>();
        List<Descriptor> all = new ArrayList<>();
        collect(blobs, root, 0, seen, all);
        return all;
    }

    /** The manifests that an index stands for, or the one that it is. */
    public static List<Descriptor> manifests(Blobs blobs, Descriptor root) {
        if (!MediaType.isIndex(root.mediaType())) {
            return List.of(root);
        }
        return all(blobs, root).stream()
                .filter(part -> MediaType.isManifest(part.mediaType()))
                .toList();
    }

    private static void collect(
            Blobs blobs, Descriptor descriptor, int depth, SequencedSet<Digest> seen, List<Descriptor> all) {
        if (!seen.add(descriptor.digest())) {
            return;
        }
        if (depth > MAX_NESTING) {
            throw JukeException.input(
                    blobs.where() + ": index " + descriptor.digest() + " is nested too deep",
                    "do not trust this image");
        }
        for (Descriptor named : direct(blobs, descriptor)) {
            collect(blobs, named, depth + 1, seen, all);
        }
        all.add(descriptor);
    }
}
