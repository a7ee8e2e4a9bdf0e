/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** A stream that knows the digest of what was read from it, skipped bytes included (the JDK's leaves those out). */
public class HashingStream extends FilterInputStream {
    private static final int SKIP = 8192;

    private final MessageDigest hasher = Digest.hasher();
    private long count;

    /** Hashes what is read from a stream. */
    public HashingStream(InputStream in) {
        super(in);
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = in.read(bytes, offset, length);
        if (n > 0) {
            hasher.update(bytes, offset, n);
            count += n;
        }
        return n;
    }

    @Override
    public final long skip(long n) throws IOException {
        return n <= 0 ? 0 : Math.max(read(new byte[Math.clamp(n, 1, SKIP)]), 0);
    }

    @Override
    public final boolean markSupported() {
        return false;
    }

    /** How many bytes were read. */
    public final long count() {
        return count;
    }

    /** The digest of all that was read; to be asked for once, at the end. */
    public final Digest digest() {
        return Digest.finish(hasher);
    }
}
