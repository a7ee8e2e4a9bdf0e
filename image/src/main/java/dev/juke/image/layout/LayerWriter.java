/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.MediaType;
import dev.juke.image.tar.TarWriter;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.security.DigestOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A layer that is being written, compressed with gzip or not at all. The same entries give the same bytes; compressed bytes also depend on
 * the JDK's zlib, the {@link Layer#diffId()} on nothing else.
 */
public final class LayerWriter implements Closeable {
    private final BlobWriter blob;
    private final @Nullable BlockGzip gzip;
    private final DigestOutputStream plain;
    private final TarWriter tar;

    /**
     * A layer that was written.
     *
     * @param blob where it lies
     * @param diffId the digest of the uncompressed archive
     */
    public record Layer(Descriptor blob, Digest diffId) {}

    /** Begins a compressed layer in a layout. */
    public LayerWriter(OciLayout layout) throws IOException {
        this(layout, true);
    }

    /** Begins a layer in a layout. */
    public LayerWriter(OciLayout layout, boolean compressed) throws IOException {
        this.blob = layout.newBlob();
        this.gzip = compressed ? new BlockGzip(blob) : null;
        this.plain = new DigestOutputStream(gzip == null ? blob : gzip, Digest.hasher());
        this.tar = new TarWriter(new BufferedOutputStream(plain, 1 << 16));
    }

    /** Where the entries go. */
    public TarWriter tar() {
        return tar;
    }

    /** Ends the layer: after that it is in the layout. */
    public Layer commit() throws IOException {
        tar.finish();
        if (gzip != null) {
            gzip.finish();
        }
        String type = gzip == null ? MediaType.LAYER_TAR : MediaType.LAYER_TAR_GZIP;
        return new Layer(blob.commit(type), Digest.finish(plain.getMessageDigest()));
    }

    @Override
    public void close() throws IOException {
        if (gzip != null) {
            gzip.close();
        }
        blob.close();
    }
}
