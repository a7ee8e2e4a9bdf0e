/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.Progress;
import dev.juke.image.Blobs;
import dev.juke.image.BoundedInputStream;
import dev.juke.image.Descriptor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One blob on its way into a repository (OCI distribution specification 1.1, "Pushing Blobs"): not at all when it is there, by a mount
 * when another repository of the registry has it, else as a whole, and after a break in parts, from where the registry says it came to.
 */
final class Upload {
    /** The parts, in bytes, unless the registry wants larger ones: what one break can cost. */
    private static final long PART = 16 << 20;

    /** What tells that an upload is not known any more, or not at this offset. */
    private static final Set<Integer> LOST = Set.of(400, 404, 405, 410, 416);

    private final Repository repository;
    private final Blobs from;
    private final Descriptor blob;
    private final List<String> mounts;
    private final Progress.Work work;
    private long shown;

    private URI place = URI.create("");
    private long offset;
    private long part = PART;
    private boolean whole = true;
    private int failures;

    private Upload(Repository repository, Blobs from, Descriptor blob, List<String> mounts, Progress.Work work) {
        this.repository = repository;
        this.from = from;
        this.blob = blob;
        this.mounts = mounts;
        this.work = work;
    }

    /**
     * Sees that a blob is in a repository.
     *
     * @param mounts other repositories of this registry that may have it
     */
    static void push(Repository repository, Blobs from, Descriptor blob, List<String> mounts) throws IOException {
        if (repository.hasBlob(blob.digest())) {
            return;
        }
        Progress progress = repository.session().options().progress();
        try (Progress.Work work = progress.begin("pushing " + blob.digest().shortHex(), blob.size())) {
            new Upload(repository, from, blob, mounts, work).run();
        }
    }

    private void run() throws IOException {
        if (begin()) {
            return;
        }
        while (true) {
            try {
                send();
                return;
            } catch (IOException e) {
                failures++;
                Patience patience = repository.session().options().patience();
                if (failures >= patience.attempts() || Thread.currentThread().isInterrupted()) {
                    throw Failure.broken(place, e);
                }
                Duration pause = patience.pause().multipliedBy(1L << (failures - 1));
                Session.sleep(e instanceof Unwell unwell && unwell.wait.compareTo(pause) > 0 ? unwell.wait : pause);
                if (recover()) {
                    return;
                }
            }
        }
    }

    /** Begins an upload; true when a mount has made it unnecessary. */
    private boolean begin() throws IOException {
        for (String mount : mounts) {
            try (Answer answer =
                    ask("blobs/uploads/?mount=" + encoded(blob.digest()) + "&from=" + encoded(mount), mount)) {
                if (answer.status() == 201) {
                    return true;
                }
                if (answer.status() == 202) {
                    start(answer);
                    return false;
                }
            }
        }
        try (Answer answer = repository.expect(ask("blobs/uploads/"), 202)) {
            start(answer);
            return false;
        }
    }

    private Answer ask(String rest, String... mounted) {
        return repository.send(base -> Ask.post(repository.uri(rest)), mounted);
    }

    private void start(Answer answer) {
        place = answer.location();
        offset = 0;
        long least = answer.headers().firstValueAsLong("OCI-Chunk-Min-Length").orElse(0);
        part = Math.max(PART, least);
    }

    private void send() throws IOException {
        if (whole && offset == 0) {
            show(0);
            finish(body(0, blob.size()));
            return;
        }
        while (offset < blob.size()) {
            long length = Math.min(part, blob.size() - offset);
            show(offset);
            Ask ask = Ask.upload("PATCH", place, body(offset, length))
                    .with("Content-Range", offset + "-" + (offset + length - 1));
            try (Answer answer = once(ask, 202, 204, 201)) {
                place = answer.location();
                long come = come(answer);
                offset = come < 0 ? offset + length : come;
            }
        }
        finish(body(0, 0));
    }

    private void finish(Ask.Body body) throws IOException {
        String mark = place.getRawQuery() == null ? "?" : "&";
        URI target = URI.create(place + mark + "digest=" + encoded(blob.digest()));
        once(Ask.upload("PUT", target, body), 201, 204).close();
    }

    /** Asks for a step of the upload; what may go better next time is an I/O error. */
    private Answer once(Ask ask, Integer... hoped) throws IOException {
        Answer answer = repository.session().once(ask, repository.path(), repository.scopes());
        int status = answer.status();
        boolean tooLarge = status == 413 && whole;
        if (Session.LATER.contains(status) || LOST.contains(status) || tooLarge) {
            Duration wait = Session.later(answer);
            boolean worthIt =
                    wait.compareTo(repository.session().options().patience().longest()) <= 0;
            if (failures + 1 < repository.session().options().patience().attempts() && worthIt) {
                answer.close();
                throw new Unwell(status, wait);
            }
        }
        return repository.expect(answer, hoped);
    }

    /** Finds out how far the upload came, or begins another; true when all is there. */
    private boolean recover() throws IOException {
        whole = false;
        try (Answer answer = repository.send(base -> Ask.get(place))) {
            if (answer.status() == 204 || answer.status() == 200 || answer.status() == 202) {
                long come = come(answer);
                if (!answer.header("Location").isEmpty()) {
                    place = answer.location();
                }
                offset = Math.max(come, 0);
                return false;
            }
        }
        return repository.hasBlob(blob.digest()) || begin();
    }

    /** How many bytes have come, by {@code Range: 0-LAST}; negative when it is not said. A lone {@code 0-0} means none. */
    private long come(Answer answer) {
        String range = answer.header("Range").replaceFirst("^bytes=", "");
        if (!range.matches("0-[0-9]{1,18}")) {
            return -1;
        }
        long last = Long.parseLong(range.substring(2));
        return last == 0 ? 0 : Math.min(last + 1, blob.size());
    }

    private Ask.Body body(long begin, long length) {
        return new Ask.Body() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public InputStream open() throws IOException {
                if (begin == 0 && length == blob.size()) {
                    return new Shown(from.open(blob));
                }
                InputStream in = from.stream(blob.digest());
                in.skipNBytes(begin);
                return new Shown(new BoundedInputStream(in, length));
            }
        };
    }

    private static String encoded(Object text) {
        return URLEncoder.encode(text.toString(), StandardCharsets.UTF_8);
    }

    /** Shows that so many bytes have arrived for sure. */
    private synchronized void show(long bytes) {
        work.step(bytes - shown);
        shown = bytes;
    }

    private synchronized void advance(long bytes) {
        work.step(bytes);
        shown += bytes;
    }

    /** A part on its way, which a person can watch. */
    private final class Shown extends FilterInputStream {
        private Shown(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = in.read(bytes, offset, length);
            advance(Math.max(n, 0));
            return n;
        }
    }

    /** The registry answered with something that may be otherwise next time. */
    private static final class Unwell extends IOException {
        private static final long serialVersionUID = 1L;

        private final Duration wait;

        private Unwell(int status, Duration wait) {
            super("it answers with status " + status);
            this.wait = wait;
        }
    }
}
