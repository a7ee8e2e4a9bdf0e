/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.io.InputStream;

/** A blob's bytes. The last read fails when they are not the bytes that its descriptor promised. */
public final class VerifiedStream extends HashingStream {
    private final Descriptor descriptor;
    private final String where;
    private boolean ended;

    /** Checks what is read from a stream; {@code where} names the blob's place in messages. */
    public VerifiedStream(InputStream in, Descriptor descriptor, String where) {
        super(in);
        this.descriptor = descriptor;
        this.where = where;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = super.read(bytes, offset, length);
        if (count() > descriptor.size()) {
            throw wrong("it is longer than the " + descriptor.size() + " bytes that were promised");
        }
        if (n < 0 && !ended) {
            ended = true;
            check();
        }
        return n;
    }

    private void check() {
        if (count() != descriptor.size()) {
            throw wrong("it has " + count() + " bytes where " + descriptor.size() + " were promised");
        }
        Digest found = digest();
        if (!found.equals(descriptor.digest())) {
            throw wrong("its digest is " + found);
        }
    }

    private JukeException wrong(String how) {
        return JukeException.input(
                where + ": blob " + descriptor.digest() + " is damaged: " + how, "get the image again");
    }
}
