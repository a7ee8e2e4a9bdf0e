/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a compressed stream unpacks to. It may have {@link #FREE} bytes, and {@link #RATIO} for each compressed one: enough for an empty
 * disk that gzip packed, and too little for a few kilobytes of zstd that would fill this host's disk.
 */
final class Expansion extends FilterInputStream {
    /** Bytes that any stream may unpack to. */
    static final long FREE = 1L << 30;
    /** A little more than what gzip can reach: 258 bytes in two bits (RFC 1951, 3.2.5). */
    static final long RATIO = 1100;

    private final Packed packed;
    private final String where;
    private long count;

    private Expansion(InputStream in, Packed packed, String where) {
        super(in);
        this.packed = packed;
        this.where = where;
    }

    /** Makes the decompressor of a kind. */
    interface Codec {
        InputStream open(InputStream packed) throws IOException;
    }

    /** Opens a stream; {@code where} names it in messages. */
    static Expansion of(InputStream in, String where, Codec codec) throws IOException {
        Packed packed = new Packed(in);
        try {
            return new Expansion(codec.open(packed), packed, where);
        } catch (IOException e) {
            throw damaged(where, packed, e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = readChecked(bytes, offset, length);
        count += Math.max(n, 0);
        if (count > FREE && count / RATIO > packed.count) {
            throw JukeException.input(
                    where + " unpacks to more than " + RATIO + " times its size", "do not trust this file");
        }
        return n;
    }

    private int readChecked(byte[] bytes, int offset, int length) throws IOException {
        try {
            return in.read(bytes, offset, length);
        } catch (IOException e) {
            throw damaged(where, packed, e);
        }
    }

    @Override
    public long skip(long n) throws IOException {
        return n <= 0 ? 0 : Math.max(read(new byte[Math.clamp(n, 1, 8192)]), 0);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** What a codec throws of itself means damage; a file that cannot be read stays what it is. */
    private static IOException damaged(String where, Packed packed, IOException e) {
        if (packed.failed) {
            return e;
        }
        throw new JukeException(
                JukeException.Category.INPUT, where + " is damaged: " + IoFailure.reason(e), "get it again", e);
    }

    /** The compressed bytes, counted. */
    private static final class Packed extends FilterInputStream {
        private long count;
        private boolean failed;

        Packed(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int n = in.read(bytes, offset, length);
                count += Math.max(n, 0);
                return n;
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }
    }
}
