/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import dev.juke.base.IoFailure;
import dev.juke.image.Descriptor;
import dev.juke.image.layout.OciLayout;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What was fetched for builds, {@code cache/} in the store, so that the next build need not fetch it again. Whoever uses something of it
 * takes a link: it may be emptied at any moment.
 */
final class BlobCache {
    private static final String NAME = "cache";

    private BlobCache() {}

    /** The cache of the store in that directory. */
    static OciLayout of(Path root) throws IOException {
        return OciLayout.scratch(root.resolve(NAME));
    }

    /** Keeps a blob that is whole. */
    static void keep(OciLayout cache, OciLayout from, Descriptor blob) {
        if (!cache.has(blob.digest())) {
            cache.link(blob, from);
        }
    }

    /** Removes all that is kept; the bytes that were. */
    static long empty(Path root) {
        Path blobs = root.resolve(NAME).resolve(OciLayout.BLOBS);
        if (!Files.isDirectory(blobs)) {
            return 0;
        }
        long freed = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(blobs)) {
            for (Path file : files) {
                long size = Files.size(file);
                if (Files.deleteIfExists(file)) {
                    freed += size;
                }
            }
            return freed;
        } catch (IOException e) {
            throw IoFailure.of("cache " + blobs + " cannot be emptied", e);
        }
    }
}
