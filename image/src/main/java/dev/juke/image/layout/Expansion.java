/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import dev.juke.base.JukeException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/**
 * What a compressed stream unpacks to, as far as that is within reason: a bomb of a few MiB must not fill a disk. Whatever it is, the first
 * {@link #FREE} bytes are let through; what is more must be compressed by less than {@link #MAX_RATIO}, and end before {@link #MAX_SIZE}.
 */
final class Expansion extends FilterInputStream {
    /** Bytes that any stream may unpack to: 1 GiB. */
    static final long FREE = 1L << 30;
    /** Deflate cannot do better than 1032 to 1 (zlib's technical details), a disk of zeros; what does is made to. */
    static final long MAX_RATIO = 1100;
    /** Bytes that no layer or archive needs: 64 GiB. */
    static final long MAX_SIZE = 64L << 30;

    private final LongSupplier compressed;
    private final String where;
    private long count;

    /**
     * Watches a stream.
     *
     * @param compressed how many bytes were read for it so far
     * @param where names it in messages
     */
    Expansion(InputStream plain, LongSupplier compressed, String where) {
        super(plain);
        this.compressed = compressed;
        this.where = where;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = in.read(bytes, offset, length);
        count(Math.max(n, 0));
        return n;
    }

    @Override
    public long skip(long length) throws IOException {
        long n = in.skip(length);
        count(n);
        return n;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long more) {
        count += more;
        if (count > MAX_SIZE || (count > FREE && count / MAX_RATIO > compressed.getAsLong())) {
            String how = count > MAX_SIZE
                    ? "more than " + (MAX_SIZE >> 30) + " GiB"
                    : "more than " + MAX_RATIO + " times its size";
            throw JukeException.input(where + " unpacks to " + how, "do not trust it");
        }
    }

    /** Counts what is read from a stream. */
    static final class Counter extends FilterInputStream {
        private long count;

        Counter(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = in.read(bytes, offset, length);
            count += Math.max(n, 0);
            return n;
        }

        long count() {
            return count;
        }
    }
}
