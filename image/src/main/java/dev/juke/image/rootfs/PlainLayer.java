/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.rootfs;

import dev.juke.base.JukeException;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.HashingStream;
import dev.juke.image.Image;
import dev.juke.image.VerifiedStream;
import dev.juke.image.layout.Compression;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A layer of an image, uncompressed while it is read. What was read is what the image says only after {@link #finish}. */
public final class PlainLayer implements Closeable {
    private final BufferedInputStream blob;
    private final HashingStream plain;
    private final Digest diffId;
    private final String where;

    private PlainLayer(BufferedInputStream blob, HashingStream plain, Digest diffId, String where) {
        this.blob = blob;
        this.plain = plain;
        this.diffId = diffId;
        this.where = where;
    }

    /** Opens a layer by its number, 0 for the lowest. */
    public static PlainLayer open(Image image, int number) throws IOException {
        Descriptor layer = image.manifest().layers().get(number);
        String where = where(image, number);
        VerifiedStream blob = image.blobs().open(layer);
        try {
            BufferedInputStream buffered = new BufferedInputStream(blob, 1 << 16);
            HashingStream plain = new HashingStream(Compression.decompress(buffered, where));
            return new PlainLayer(buffered, plain, image.config().diffIds().get(number), where);
        } catch (IOException | RuntimeException e) {
            blob.close();
            throw e;
        }
    }

    /** What a layer is called in messages. */
    static String where(Image image, int number) {
        return image.blobs().where() + ": layer "
                + image.manifest().layers().get(number).digest();
    }

    /** What it is called in messages. */
    public String where() {
        return where;
    }

    /** The tar archive that it is. */
    public InputStream stream() {
        return plain;
    }

    /** Reads the rest, and checks both digests: they cover what follows the archive's end, too. */
    public void finish() throws IOException {
        plain.transferTo(OutputStream.nullOutputStream());
        blob.transferTo(OutputStream.nullOutputStream());
        Digest found = plain.digest();
        if (!found.equals(diffId)) {
            throw JukeException.input(
                    where + " unpacks to " + found + ", not to " + diffId + " as the configuration says",
                    "do not trust this image");
        }
    }

    @Override
    public void close() throws IOException {
        plain.close();
        blob.close();
    }
}
