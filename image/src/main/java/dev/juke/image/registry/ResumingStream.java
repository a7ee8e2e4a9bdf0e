/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.JukeException;
import dev.juke.image.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A blob as it comes from a registry. When the connection breaks or stalls, the rest is asked for, with {@code Range} (RFC 9110, section 14). */
final class ResumingStream extends InputStream {
    /** A connection that brought this much was worth it, bytes: the attempts are counted anew. */
    private static final long WORTH = 1 << 20;

    private final Repository repository;
    private final Descriptor descriptor;
    private final Patience patience;
    private @Nullable Answer current;
    private long position;
    private long begun;
    private int failures;

    ResumingStream(Repository repository, Descriptor descriptor) {
        this.repository = repository;
        this.descriptor = descriptor;
        this.patience = repository.session().options().patience();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (true) {
            try {
                Answer answer = current == null ? open() : current;
                int n = answer.body().read(bytes, offset, length);
                if (n < 0 && position < descriptor.size()) {
                    throw new IOException("it ended after " + position + " of " + descriptor.size() + " bytes");
                }
                position += Math.max(n, 0);
                return n;
            } catch (IOException e) {
                close();
                failures = position - begun >= WORTH ? 1 : failures + 1;
                if (failures >= patience.attempts() || Thread.currentThread().isInterrupted()) {
                    throw Failure.broken(repository.uri("blobs/" + descriptor.digest()), e);
                }
                Session.sleep(patience.pause().multipliedBy(1L << (failures - 1)));
            }
        }
    }

    private Answer open() throws IOException {
        Answer answer = repository.send(base -> {
            Ask ask = Ask.get(repository.uri("blobs/" + descriptor.digest()));
            return position == 0 ? ask : ask.with("Range", "bytes=" + position + "-");
        });
        repository.expect(answer, 200, 206);
        try {
            if (answer.status() == 200) {
                check(answer, descriptor.size());
                answer.body().skipNBytes(position);
            } else if (!answer.header("Content-Range").startsWith("bytes " + position + "-")) {
                throw JukeException.input(
                        Failure.place(answer.uri()) + ": the registry sends another part than was asked for",
                        "try again; if it stays so, do not trust this registry");
            } else {
                check(answer, descriptor.size() - position);
            }
        } catch (RuntimeException e) {
            answer.close();
            throw e;
        }
        begun = position;
        current = answer;
        return answer;
    }

    /** A wrong length is told before the bytes have come. */
    private void check(Answer answer, long expected) {
        long told = answer.headers().firstValueAsLong("Content-Length").orElse(expected);
        if (told != expected) {
            throw JukeException.input(
                    repository.where() + ": blob " + descriptor.digest() + " is damaged: the registry announces " + told
                            + " bytes where " + expected + " were promised",
                    "get the image again");
        }
    }

    @Override
    public void close() {
        Answer answer = current;
        current = null;
        if (answer != null) {
            answer.close();
        }
    }
}
