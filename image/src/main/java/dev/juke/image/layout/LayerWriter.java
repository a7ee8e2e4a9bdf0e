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

/**
 * A layer that is being written, compressed with gzip. The same entries give the same bytes; the compressed bytes also depend on the JDK's
 * zlib, the {@link Layer#diffId()} on nothing else.
 */
public final class LayerWriter implements Closeable {
    private final BlobWriter blob;
    private final BlockGzip gzip;
    private final DigestOutputStream plain;
    private final TarWriter tar;

    /**
     * A layer that was written.
     *
     * @param blob where it lies
     * @param diffId the digest of the uncompressed archive
     */
    public record Layer(Descriptor blob, Digest diffId) {}

    /** Begins a layer in a layout. */
    public LayerWriter(OciLayout layout) throws IOException {
        this.blob = layout.newBlob();
        this.gzip = new BlockGzip(blob);
        this.plain = new DigestOutputStream(gzip, Digest.hasher());
        this.tar = new TarWriter(new BufferedOutputStream(plain, 1 << 16));
    }

    /** Where the entries go. */
    public TarWriter tar() {
        return tar;
    }

    /** Ends the layer: after that it is in the layout. */
    public Layer commit() throws IOException {
        tar.finish();
        gzip.finish();
        return new Layer(blob.commit(MediaType.LAYER_TAR_GZIP), Digest.finish(plain.getMessageDigest()));
    }

    @Override
    public void close() throws IOException {
        gzip.close();
        blob.close();
    }
}
