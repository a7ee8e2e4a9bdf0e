/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.JukeException;
import dev.juke.base.Progress;
import dev.juke.image.Blobs;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.MediaType;
import dev.juke.image.VerifiedStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The blobs and manifests of a repository. Documents are fetched once: some registries count how often one asks. */
final class RemoteBlobs implements Blobs {
    /** How many blobs are transferred at once. */
    static final int WIDTH = 4;

    private final Repository repository;
    private final Map<Digest, byte[]> documents = new ConcurrentHashMap<>();

    RemoteBlobs(Repository repository) {
        this.repository = repository;
    }

    /** Keeps a manifest that came already. */
    void keep(Repository.Document document) {
        documents.put(document.descriptor().digest(), document.content());
    }

    @Override
    public String where() {
        return repository.where();
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public VerifiedStream open(Descriptor descriptor) {
        if (MediaType.isManifest(descriptor.mediaType()) || MediaType.isIndex(descriptor.mediaType())) {
            return new VerifiedStream(new ByteArrayInputStream(manifest(descriptor.digest())), descriptor, where());
        }
        byte[] known = documents.get(descriptor.digest());
        if (known != null) {
            return new VerifiedStream(new ByteArrayInputStream(known), descriptor, where());
        }
        refuseForeign(descriptor);
        return new VerifiedStream(new Shown(descriptor), descriptor, where());
    }

    @Override
    public byte[] document(Descriptor descriptor) {
        byte[] document = Blobs.super.document(descriptor);
        documents.put(descriptor.digest(), document);
        return document;
    }

    @Override
    public InputStream stream(Digest digest) {
        return new ByteArrayInputStream(manifest(digest));
    }

    private byte[] manifest(Digest digest) {
        byte[] known = documents.get(digest);
        if (known != null) {
            return known;
        }
        Repository.Document document = repository.manifest(digest.toString());
        keep(document);
        return document.content();
    }

    /** Layers that lie elsewhere: what a registry cannot give, others could change. */
    private void refuseForeign(Descriptor descriptor) {
        if (descriptor.json().get("urls") != null
                || descriptor.mediaType().contains("foreign")
                || descriptor.mediaType().contains("nondistributable")) {
            throw JukeException.input(
                    where() + ": blob " + descriptor.digest() + " lies elsewhere (" + descriptor.mediaType()
                            + "), and is not fetched from there",
                    "use an image whose layers its registry has");
        }
    }

    /** Refuses an image that could not be fetched whole, before anything of it is fetched. */
    void check(List<Descriptor> parts) {
        parts.forEach(this::refuseForeign);
    }

    /** A blob on its way, which a person can watch. */
    private final class Shown extends FilterInputStream {
        private final Progress.Work work;

        private Shown(Descriptor descriptor) {
            super(new ResumingStream(repository, descriptor));
            work = repository
                    .session()
                    .options()
                    .progress()
                    .begin("pulling " + descriptor.digest().shortHex(), descriptor.size());
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = in.read(bytes, offset, length);
            work.step(Math.max(n, 0));
            return n;
        }

        @Override
        public void close() throws IOException {
            work.close();
            super.close();
        }
    }
}
