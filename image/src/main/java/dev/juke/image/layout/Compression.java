/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.juke.base.JukeException;
import dev.juke.image.MediaType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.XZInputStream;

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

    private static final int BUFFER = 1 << 16;
    /** A zstd window may have 2^27 bytes, as the zstd program takes without being told so; builders write up to 2^25. */
    private static final int WINDOW_LOG = 27;
    /** What unpacking xz may need: {@code xz -9} wants 65 MiB. KiB. */
    private static final int MEMORY = 128 << 10;
    /** The zstd program's own. */
    private static final int LEVEL = 3;

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

    /** The media type of a layer that is compressed so (OCI image specification 1.1, layer.md); {@code where} names it in messages. */
    String layerType(String where) {
        return switch (this) {
            case NONE -> MediaType.LAYER_TAR;
            case GZIP -> MediaType.LAYER_TAR_GZIP;
            case ZSTD -> MediaType.LAYER_TAR_ZSTD;
            case BZIP2, XZ ->
                throw JukeException.input(
                        where + " is compressed with " + (this == XZ ? "xz" : "bzip2") + ", which no layer may be",
                        "make it again with gzip or zstd");
        };
    }

    /**
     * The content of a stream, which is closed with it. What is damaged, needs more memory than {@link #WINDOW_LOG} allows, or grows
     * beyond all measure ({@link Expansion}) ends it with an error.
     *
     * @param where names it in messages
     */
    public static InputStream decompress(BufferedInputStream in, String where) throws IOException {
        return switch (peek(in)) {
            case NONE -> in;
            case GZIP -> Expansion.of(in, where, packed -> new GZIPInputStream(packed, BUFFER));
            case ZSTD ->
                Expansion.of(in, where, packed -> new ZstdInputStreamNoFinalizer(packed).setLongMax(WINDOW_LOG));
            case XZ -> Expansion.of(in, where, packed -> new XZInputStream(packed, MEMORY));
            case BZIP2 ->
                throw JukeException.input(where + " is compressed with bzip2, which Juke does not read", "bunzip2 it");
        };
    }

    /**
     * Compresses with gzip, zstd or not at all; the stream is closed with the one returned. The same bytes of the same version of Juke give the same
     * bytes: one thread, no time, no name.
     */
    public OutputStream compress(OutputStream out) throws IOException {
        return switch (this) {
            case GZIP -> new GZIPOutputStream(out, BUFFER);
            case ZSTD -> new ZstdOutputStreamNoFinalizer(out, LEVEL).setChecksum(true);
            case NONE -> out;
            case BZIP2, XZ -> throw new IllegalArgumentException(this + " is not written");
        };
    }

    /** How a stream is compressed; it stands at its beginning again after that. */
    public static Compression peek(BufferedInputStream in) throws IOException {
        in.mark(MAGIC_LENGTH);
        byte[] first = in.readNBytes(MAGIC_LENGTH);
        in.reset();
        return of(first);
    }

    private static boolean starts(byte[] bytes, int... magic) {
        boolean same = bytes.length >= magic.length;
        for (int i = 0; same && i < magic.length; i++) {
            same = (bytes[i] & 0xff) == magic[i];
        }
        return same;
    }
}
