/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.image.Blobs;
import dev.juke.image.Digest;
import dev.juke.image.layout.OciLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The blobs of an image with a base: its own, and those of the base, which stay where they are.
 *
 * @param own what was built
 * @param base where the base's layers are read from
 */
record BuiltBlobs(OciLayout own, Blobs base) implements Blobs {
    @Override
    public String where() {
        return base.where();
    }

    @Override
    public InputStream stream(Digest digest) throws IOException {
        return own.has(digest) ? own.stream(digest) : base.stream(digest);
    }

    @Override
    public @Nullable Path trusted(Digest digest) {
        return own.trusted(digest);
    }
}
