/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import dev.juke.image.Blobs;
import dev.juke.image.Digest;
import java.io.IOException;
import java.io.InputStream;

/**
 * The blobs of an image that was built over another: its own, and those of the other, which stay where they are.
 *
 * @param own what was built, in a scratch layout
 * @param base where the other's layers are read from
 */
public record Overlay(OciLayout own, Blobs base) implements Blobs {
    @Override
    public String where() {
        return base.where();
    }

    @Override
    public int width() {
        return base.width();
    }

    @Override
    public InputStream stream(Digest digest) throws IOException {
        return own.has(digest) ? own.stream(digest) : base.stream(digest);
    }
}
