/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.Trees;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file that pins images: which digest a reference meant for a platform when it was first used. The same pins give the same bytes:
 *
 * <pre>{@code
 * {
 *   "version": 1,
 *   "images": [
 *     {
 *       "reference": "docker.io/library/nginx:1",
 *       "platform": "linux/amd64",
 *       "digest": "sha256:…"
 *     }
 *   ]
 * }
 * }</pre>
 *
 * The digest is the manifest's, not an index's. One thread at a time.
 */
public final class LockFile {
    /** A larger file is refused, bytes. */
    private static final long LIMIT = 4L << 20;

    private static final int VERSION = 1;

    private final Path file;
    private final SortedMap<Pin, Digest> pins = new TreeMap<>();
    private boolean changed;

    /** What is pinned. */
    private record Pin(String reference, String platform) implements Comparable<Pin> {
        @Override
        public int compareTo(Pin other) {
            int order = reference.compareTo(other.reference);
            return order == 0 ? platform.compareTo(other.platform) : order;
        }
    }

    private LockFile(Path file) {
        this.file = file;
    }

    /** Reads a lock file; one that is not there pins nothing yet. */
    public static LockFile open(Path file) {
        LockFile lock = new LockFile(file);
        if (!Files.exists(file)) {
            lock.changed = true;
            return lock;
        }
        JsonObject json = Json.readObject(file, "lock file", LIMIT);
        Long version = json.integer("version");
        if (version == null || version != VERSION) {
            throw JukeException.input(
                    "lock file " + file + " is of version " + version + ", where " + VERSION + " is known",
                    "remove it, and let the build write it anew");
        }
        for (JsonObject image : json.objects("images")) {
            String reference = image.text("reference");
            String platform = image.text("platform");
            String digest = image.text("digest");
            if (reference == null || platform == null || digest == null) {
                throw JukeException.input(
                        "lock file " + file + ": an image lacks reference, platform or digest: " + image,
                        "correct it, or remove the file");
            }
            if (lock.pins.put(new Pin(reference, platform), Digest.parse(digest)) != null) {
                throw JukeException.input(
                        "lock file " + file + " pins '" + reference + "' for " + platform + " twice", "remove one");
            }
        }
        return lock;
    }

    /** Where it lies. */
    public Path file() {
        return file;
    }

    /** What a reference is pinned to, or null. */
    public @Nullable Digest get(String reference, Platform platform) {
        return pins.get(new Pin(reference, platform.toString()));
    }

    /** Pins a reference. */
    public void put(String reference, Platform platform, Digest digest) {
        Digest before = pins.put(new Pin(reference, platform.toString()), digest);
        changed |= !digest.equals(before);
    }

    /** Writes the file in one step, when there is something new. */
    public void save() {
        if (!changed) {
            return;
        }
        JsonArray images = new JsonArray();
        pins.forEach((pin, digest) -> images.add(new JsonObject()
                .put("reference", pin.reference)
                .put("platform", pin.platform)
                .put("digest", digest.toString())));
        JsonObject json = new JsonObject().put("version", VERSION).put("images", images);
        try {
            Trees.replace(file, (Json.writePretty(json) + "\n").getBytes(StandardCharsets.UTF_8));
            changed = false;
        } catch (IOException e) {
            throw IoFailure.of("lock file " + file + " cannot be written", e);
        }
    }
}
