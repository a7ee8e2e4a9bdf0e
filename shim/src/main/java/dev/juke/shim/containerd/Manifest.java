/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.containerd;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import dev.juke.machine.Architecture;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the manifest of an image for this host, and its annotations (OCI image specification, image-index.md and manifest.md). */
final class Manifest {
    /** Larger documents are refused: registries refuse them too (OCI distribution specification, "Pushing Manifests"). Bytes. */
    static final int LARGEST = 4 * 1024 * 1024;
    /** An index may hold an index; deeper ones are nothing that a tool makes. */
    private static final int DEEPEST = 4;

    private Manifest() {}

    /** Where documents come from. */
    @FunctionalInterface
    interface Store {
        byte[] read(String digest) throws IOException;
    }

    /** The annotations of the manifest to which a digest leads, directly or through indexes. */
    static Map<String, String> annotations(String digest, Architecture host, Store store) throws IOException {
        String at = digest;
        for (int depth = 0; depth < DEEPEST; depth++) {
            JsonObject document = Json.parseObject(store.read(at), at);
            // Told apart by what they hold: the media type may be missing in both.
            if (document.array("manifests") == null) {
                return document.textMap("annotations");
            }
            String next = choose(document, host);
            if (next == null) {
                throw JukeException.notFound(
                        "the index " + at + " has no manifest for linux/" + host.ociName(), "build one");
            }
            at = next;
        }
        throw JukeException.input("the index " + digest + " holds too many levels of indexes", "");
    }

    /** The first entry for this host; without any, the first that is silent about its platform. */
    private static @Nullable String choose(JsonObject index, Architecture host) {
        String silent = null;
        for (JsonObject entry : index.objects("manifests")) {
            JsonObject platform = entry.object("platform");
            if (platform == null) {
                silent = silent == null ? entry.text("digest") : silent;
            } else if (platform.text("os", "").equals("linux")
                    && platform.text("architecture", "").equals(host.ociName())) {
                return entry.text("digest");
            }
        }
        return silent;
    }
}
