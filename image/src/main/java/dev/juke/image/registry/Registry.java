/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.image.Blobs;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.ImageName;
import dev.juke.image.MediaType;
import dev.juke.image.NamedImage;
import dev.juke.image.Parallel;
import dev.juke.image.Platform;
import dev.juke.image.Reference;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Registries (OCI distribution specification 1.1, and Docker's before it): images are read from them and written to them. Keeps its
 * connections and tokens until it is closed.
 */
public final class Registry implements AutoCloseable {
    private final RegistryOptions options;
    private final Map<String, Session> sessions = new HashMap<>();

    /** Speaks with any registry. */
    public Registry(RegistryOptions options) {
        this.options = options;
    }

    private synchronized Session session(String registry) {
        return sessions.computeIfAbsent(registry, name -> new Session(name, options));
    }

    private Repository repository(ImageName name, String access) {
        return new Repository(session(name.registry()), name.path(), access);
    }

    /**
     * Finds an image. Its blobs are read from the registry, checked, when they are wanted, several at once, and until this is closed.
     *
     * @param reference what {@link RemoteName#parse} reads
     * @param wanted for what platform; an image that stands alone is taken whatever it says of itself
     */
    public NamedImage find(Reference reference, Platform wanted) {
        NamedImage found = lookup(reference, wanted, false);
        return new NamedImage(found.names(), found.image());
    }

    /** As {@link #find}, but of an image for several platforms all are found, and one that lacks the wanted platform is, too. */
    public NamedImage findAll(Reference reference, Platform wanted) {
        return lookup(reference, wanted, true);
    }

    private NamedImage lookup(Reference reference, Platform wanted, boolean all) {
        Repository repository = repository(reference.name(), "pull");
        Digest digest = reference.digest();
        Repository.Document document =
                repository.manifest(digest == null ? reference.name().tag() : digest.toString());
        RemoteBlobs blobs = new RemoteBlobs(repository);
        blobs.keep(document);
        Descriptor root = document.descriptor();
        Image image = all ? Image.readAny(blobs, root, wanted) : Image.read(blobs, root, wanted);
        ImageName kept = reference.keptName();
        NamedImage found = new NamedImage(kept == null ? List.of() : List.of(kept), image, root);
        blobs.check(all ? found.parts() : image.parts());
        return found;
    }

    /**
     * Writes an image, or an index with all its images. What the registry has already is not sent again; what refers to something is
     * written after it, the tag last.
     *
     * @param target its name there, what {@link RemoteName#check} lets through
     * @param mounts the names of other repositories of the same registry that may have a blob already
     * @return the digest that it has there
     */
    public Digest push(NamedImage image, Reference target, Function<Digest, List<String>> mounts) {
        Digest digest = image.root().digest();
        if (target.digest() != null && !target.digest().equals(digest)) {
            throw JukeException.usage(
                    "'" + target + "' is to be pushed, but the image has the digest " + digest, "leave the digest out");
        }
        Repository repository = repository(target.name(), "pull,push");
        Blobs blobs = image.image().blobs();
        List<Descriptor> manifests = new ArrayList<>();
        List<Descriptor> others = new ArrayList<>();
        for (Descriptor part : image.parts()) {
            (isDocument(part) ? manifests : others).add(part);
        }
        try {
            Parallel.each(
                    RemoteBlobs.WIDTH,
                    others,
                    part -> Upload.push(repository, blobs, part, mounts.apply(part.digest())));
        } catch (IOException e) {
            throw IoFailure.of(repository.where() + ": the image cannot be written", e);
        }
        for (Descriptor manifest : manifests) {
            boolean root = manifest.digest().equals(digest);
            if (root || !repository.hasManifest(manifest.digest())) {
                String called = root && target.keptName() != null
                        ? target.name().tag()
                        : manifest.digest().toString();
                put(repository, called, manifest, blobs.document(manifest));
            }
        }
        return digest;
    }

    private static boolean isDocument(Descriptor part) {
        return MediaType.isManifest(part.mediaType()) || MediaType.isIndex(part.mediaType());
    }

    private static void put(Repository repository, String called, Descriptor manifest, byte[] content) {
        try (Answer answer = repository.putManifest(called, manifest.mediaType(), content)) {
            String told = answer.header("Docker-Content-Digest");
            if (told.startsWith(Digest.PREFIX) && !told.equals(manifest.digest().toString())) {
                throw JukeException.host(
                        repository.where() + ": the registry changed what it was given: manifest " + manifest.digest()
                                + " is " + told + " there",
                        "use another registry");
            }
            Referrers.note(repository, answer, manifest, content);
        }
    }

    /** Puts something beside an image that is there, and returns its manifest. */
    public Descriptor attach(ImageName name, Descriptor subject, Artifact artifact) {
        Repository repository = repository(name, "pull,push");
        try {
            Upload.push(repository, new Memory(artifact.bytes()), artifact.blob(), List.of());
            Upload.push(repository, new Memory(Artifact.emptyBytes()), Artifact.empty(), List.of());
        } catch (IOException e) {
            throw IoFailure.of(repository.where() + ": " + artifact.type() + " cannot be written", e);
        }
        byte[] content = artifact.manifest(subject);
        Descriptor manifest = Descriptor.of(MediaType.MANIFEST, Digest.of(content), content.length);
        put(repository, manifest.digest().toString(), manifest, content);
        return manifest;
    }

    /** What lies beside an image: the manifests that refer to it. */
    public List<Descriptor> referrers(ImageName name, Digest subject) {
        return Referrers.list(repository(name, "pull"), subject);
    }

    /** Checks that a registry lets us in. */
    public void knock(String registry) {
        Session session = session(registry);
        try (Answer answer = session.send(Ask::get, "", List.of())) {
            if (answer.status() != 200) {
                throw Failure.refused(answer, registry);
            }
        }
    }

    @Override
    public synchronized void close() {
        sessions.values().forEach(Session::close);
        sessions.clear();
    }

    /** A blob in memory. */
    private static final class Memory implements Blobs {
        private final byte[] content;

        private Memory(byte[] content) {
            this.content = content;
        }

        @Override
        public String where() {
            return "memory";
        }

        @Override
        public InputStream stream(Digest digest) {
            return new ByteArrayInputStream(content);
        }
    }
}
