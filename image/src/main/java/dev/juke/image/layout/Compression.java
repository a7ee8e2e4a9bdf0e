/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import dev.juke.base.JukeException;
import dev.juke.image.MediaType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** How a layer or an archive is compressed, told by its first bytes: media types are often wrong, bytes are not. */
public enum Compression {
    /** Not at all. */
    NONE,
    /** RFC 1952. */
    GZIP,
    /** RFC 8878. */
    ZSTD,
    /** bzip2. */
    BZIP2,
    /** xz. */
    XZ;

    /** How many first bytes tell. */
    private static final int MAGIC_LENGTH = 6;

    /** What the first bytes, at least four, tell. */
    static Compression of(byte[] first) {
        if (starts(first, 0x1f, 0x8b)) {
            return GZIP;
        }
        if (starts(first, 0x28, 0xb5, 0x2f, 0xfd)) {
            return ZSTD;
        }
        if (starts(first, 'B', 'Z', 'h')) {
            return BZIP2;
        }
        return starts(first, 0xfd, '7', 'z', 'X') ? XZ : NONE;
    }

    /** The media type of a layer that is compressed so. */
    String layerType() {
        return switch (this) {
            case NONE -> MediaType.LAYER_TAR;
            case GZIP -> MediaType.LAYER_TAR_GZIP;
            case ZSTD, BZIP2, XZ -> throw new IllegalStateException(this + " is refused before");
        };
    }

    /**
     * The content of a stream: itself when it is not compressed, else one that a bomb ends with an error ({@link Expansion}).
     *
     * @param where names it in messages
     */
    public static InputStream decompress(BufferedInputStream in, String where) throws IOException {
        Compression compression = peek(in);
        if (compression == NONE) {
            return in;
        }
        Expansion.Counter counter = new Expansion.Counter(in);
        return new Expansion(compression.open(counter, where), counter::count, where);
    }

    private InputStream open(InputStream in, String where) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> gzip(in, where);
            case ZSTD -> throw unknown(where, "zstd", "skopeo copy --dest-compress-format gzip SOURCE oci:DIR");
            case BZIP2 -> throw unknown(where, "bzip2", "bunzip2 it");
            case XZ -> throw unknown(where, "xz", "unxz it");
        };
    }

    /** How a stream is compressed; it stands at its beginning again after that. */
    public static Compression peek(BufferedInputStream in) throws IOException {
        in.mark(MAGIC_LENGTH);
        byte[] first = in.readNBytes(MAGIC_LENGTH);
        in.reset();
        return of(first);
    }

    private static InputStream gzip(InputStream in, String where) throws IOException {
        try {
            return new GZIPInputStream(in, 1 << 16);
        } catch (ZipException e) {
            throw new JukeException(
                    JukeException.Category.INPUT, where + " is damaged: " + e.getMessage(), "get it again", e);
        }
    }

    private static JukeException unknown(String where, String how, String hint) {
        return JukeException.input(where + " is compressed with " + how + ", which Juke does not read yet", hint);
    }

    private static boolean starts(byte[] bytes, int... magic) {
        boolean same = bytes.length >= magic.length;
        for (int i = 0; same && i < magic.length; i++) {
            same = (bytes[i] & 0xff) == magic[i];
        }
        return same;
    }
}
