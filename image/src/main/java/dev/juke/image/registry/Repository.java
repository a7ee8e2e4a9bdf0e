/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Blobs;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.MediaType;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One repository of a registry (OCI distribution specification 1.1, "API").
 *
 * @param path its name there: {@code library/hello}
 * @param access what is wanted there: {@code pull}, or {@code pull,push}
 */
record Repository(Session session, String path, String access) {
    private static final String ACCEPT = String.join(
            ", ",
            MediaType.INDEX,
            MediaType.MANIFEST,
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.docker.distribution.manifest.v2+json",
            // Taken so that it can be refused in words; without, some registries translate, and digests change.
            "application/vnd.docker.distribution.manifest.v1+prettyjws",
            "application/vnd.docker.distribution.manifest.v1+json");

    /** A manifest as it came. */
    static final class Document {
        private final Descriptor descriptor;
        private final byte[] content;

        Document(Descriptor descriptor, byte[] content) {
            this.descriptor = descriptor;
            this.content = content;
        }

        Descriptor descriptor() {
            return descriptor;
        }

        byte[] content() {
            return content;
        }
    }

    /** What it is called in messages. */
    String where() {
        return session.registry() + "/" + path;
    }

    /** An address below this repository. */
    URI uri(String rest) throws IOException {
        return session.base().resolve(path + "/" + rest);
    }

    /** What is asked for here, and for what else: a mount reads from another repository. */
    List<String> scopes(String... others) {
        List<String> scopes = new ArrayList<>(List.of("repository:" + path + ":" + access));
        for (String other : others) {
            scopes.add("repository:" + other + ":pull");
        }
        return scopes;
    }

    /** Asks about this repository. */
    Answer send(Session.Question question, String... others) {
        return session.send(question, path, scopes(others));
    }

    /** Fetches a manifest or an index by tag or digest; an error when there is none. Its digest is checked. */
    Document manifest(String tagOrDigest) {
        try (Answer answer =
                send(base -> Ask.get(uri("manifests/" + tagOrDigest)).with("Accept", ACCEPT))) {
            expect(answer, 200);
            byte[] content = answer.content(Blobs.DOCUMENT_LIMIT);
            Digest digest = Digest.of(content);
            String told = answer.header("Docker-Content-Digest");
            boolean pinned = tagOrDigest.startsWith(Digest.PREFIX);
            if (pinned && !digest.toString().equals(tagOrDigest)) {
                throw lie(tagOrDigest, digest);
            }
            if (told.startsWith(Digest.PREFIX) && !told.equals(digest.toString())) {
                throw lie(told, digest);
            }
            return new Document(Descriptor.of(type(answer, content), digest, content.length), content);
        } catch (IOException e) {
            throw IoFailure.of(where() + ": manifest " + tagOrDigest + " cannot be read", e);
        }
    }

    private JukeException lie(String wanted, Digest found) {
        return JukeException.input(
                where() + ": what came as manifest " + wanted + " has the digest " + found,
                "try again; if it stays so, do not trust this registry");
    }

    /** The media type of a manifest: what it says itself, else what the registry says. */
    private String type(Answer answer, byte[] content) {
        String told = answer.header("Content-Type").replaceFirst(";.*", "").strip();
        JsonObject json = Json.parseObject(content, where() + ": manifest");
        Long version = json.integer("schemaVersion");
        if (version != null && version == 1) {
            throw JukeException.input(
                    where() + ": its manifest is of Docker's schema 1, which is no longer in use",
                    "push the image again with a tool of this decade");
        }
        String own = json.text("mediaType", told);
        if (!MediaType.isManifest(own) && !MediaType.isIndex(own)) {
            throw JukeException.input(
                    where() + ": its manifest has the unknown type '" + own + "'", "use another image");
        }
        return own;
    }

    /** Whether a manifest is there. */
    boolean hasManifest(Digest digest) {
        return has("manifests/" + digest);
    }

    /** Whether a blob is there. */
    boolean hasBlob(Digest digest) {
        return has("blobs/" + digest);
    }

    private boolean has(String rest) {
        try (Answer answer = send(base -> Ask.head(uri(rest)).with("Accept", ACCEPT))) {
            // A registry may keep from strangers what it has; that it is wanted tells the next request.
            return answer.status() == 200;
        }
    }

    /** Puts a manifest under a tag or its digest; the registry's answer is for the caller to close. */
    Answer putManifest(String tagOrDigest, String type, byte[] content) {
        return expect(send(base -> Ask.put(uri("manifests/" + tagOrDigest), type, content)), 201, 200, 202);
    }

    /** The same answer, if it is one of those hoped for. */
    Answer expect(Answer answer, Integer... hoped) {
        if (Set.of(hoped).contains(answer.status())) {
            return answer;
        }
        try (answer) {
            throw Failure.refused(answer, session.registry());
        }
    }
}
