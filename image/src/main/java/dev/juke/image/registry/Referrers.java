/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Blobs;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.Index;
import dev.juke.image.MediaType;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies beside an image (OCI distribution specification 1.1, "Listing Referrers"). A registry without that API keeps the list under
 * the tag {@code sha256-HEX}, which its clients maintain ("Referrers Tag Schema").
 */
final class Referrers {
    /** A registry that always names a further page is not followed for ever. */
    private static final int MAX_PAGES = 100;

    private Referrers() {}

    /** What refers to a manifest. */
    static List<Descriptor> list(Repository repository, Digest subject) {
        List<Descriptor> all = new ArrayList<>();
        try {
            URI page = repository.uri("referrers/" + subject);
            for (int pages = 0; page != null && pages < MAX_PAGES; pages++) {
                URI current = page;
                try (Answer answer = repository.send(base -> Ask.get(current).with("Accept", MediaType.INDEX))) {
                    if (answer.status() == 404 || answer.status() == 405) {
                        return fallback(repository, subject).manifests();
                    }
                    repository.expect(answer, 200);
                    all.addAll(Index.parse(answer.content(Blobs.DOCUMENT_LIMIT), Failure.place(current))
                            .manifests());
                    page = next(answer);
                }
            }
        } catch (IOException e) {
            throw IoFailure.of(repository.where() + ": referrers of " + subject + " cannot be read", e);
        }
        return all;
    }

    /** The next page of a list (RFC 8288, {@code Link: <ADDRESS>; rel="next"}), or null. */
    private static @Nullable URI next(Answer answer) {
        String link = answer.header("Link");
        int end = link.indexOf('>');
        if (!link.startsWith("<") || end < 0 || !link.contains("rel=\"next\"")) {
            return null;
        }
        try {
            URI next = answer.uri().resolve(link.substring(1, end));
            return Http.sameServer(next, answer.uri()) ? next : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** After a manifest was put: when it refers to another, and the registry took no notice, the list under the tag is brought up to date. */
    static void note(Repository repository, Answer put, Descriptor manifest, byte[] content) {
        JsonObject json = Json.parseObject(content, "manifest " + manifest.digest());
        JsonObject subject = json.object("subject");
        if (subject == null || !put.header("OCI-Subject").isEmpty()) {
            return;
        }
        Digest about = new Descriptor(subject).digest();
        Index index = fallback(repository, about);
        List<Descriptor> manifests = new ArrayList<>(index.manifests());
        manifests.removeIf(known -> known.digest().equals(manifest.digest()));
        manifests.add(entry(manifest, json));
        byte[] changed = index.with(manifests).bytes();
        repository.putManifest(tag(about), MediaType.INDEX, changed).close();
    }

    private static Descriptor entry(Descriptor manifest, JsonObject json) {
        JsonObject entry = Descriptor.of(manifest.mediaType(), manifest.digest(), manifest.size())
                .json();
        JsonObject config = json.object("config");
        String type = json.text("artifactType", config == null ? "" : config.text("mediaType", ""));
        if (!type.isEmpty()) {
            entry.put("artifactType", type);
        }
        JsonObject annotations = json.object("annotations");
        if (annotations != null) {
            entry.put("annotations", annotations);
        }
        return new Descriptor(entry);
    }

    private static Index fallback(Repository repository, Digest subject) {
        Repository.Document list;
        try {
            list = repository.manifest(tag(subject));
        } catch (JukeException e) {
            if (e.category() == JukeException.Category.NOT_FOUND) {
                return Index.of(List.of());
            }
            throw e;
        }
        if (!MediaType.isIndex(list.descriptor().mediaType())) {
            throw JukeException.input(
                    repository.where() + ":" + tag(subject) + " is an image, where a list of referrers was expected",
                    "remove that tag");
        }
        return Index.parse(list.content(), repository.where() + ":" + tag(subject));
    }

    private static String tag(Digest subject) {
        return "sha256-" + subject.hex();
    }
}
