/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.attest;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.MediaType;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.registry.Artifact;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.BuiltImage;
import dev.juke.pack.scan.ImageScan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What can be said of a build: a bill of materials (SPDX 2.3) and how it came about (SLSA 1.0, in an in-toto statement). Both lie beside
 * the image as artifacts that refer to its manifest, never in an index around it: behind an index, runtimes do not see the manifest's
 * annotations. The same build gives the same bytes.
 */
public final class Attestations {
    /** The media type of a bill of materials. */
    public static final String SPDX = "application/spdx+json";
    /** The media type of a provenance. */
    public static final String IN_TOTO = "application/vnd.in-toto+json";

    private static final String PREDICATE_TYPE = "in-toto.io/predicate-type";

    private Attestations() {}

    /** Bill of materials and provenance. */
    public static List<Artifact> of(BuildRequest request, BuiltImage built) {
        return List.of(sbom(request, built), provenance(request, built));
    }

    /** The bill of materials: all files of the image, its kernel and the image that it starts from, with their checksums. */
    public static Artifact sbom(BuildRequest request, BuiltImage built) {
        ImageScan scan = ImageScan.of(built.image());
        for (JukeException damage : scan.damages()) {
            throw damage;
        }
        return new Artifact(SPDX, Map.of(), text(new Sbom(request, built, scan).json()));
    }

    /** The provenance: what was asked for, and what it was made of. */
    public static Artifact provenance(BuildRequest request, BuiltImage built) {
        return new Artifact(
                IN_TOTO, Map.of(PREDICATE_TYPE, Provenance.PREDICATE_TYPE), text(Provenance.json(request, built)));
    }

    private static String text(JsonObject json) {
        return Json.write(json);
    }

    /**
     * Puts artifacts into a layout beside the image that they are about: its list names them without a name, so that the image's own name
     * still means its manifest.
     *
     * @return the descriptors of their manifests
     */
    public static List<Descriptor> write(List<Artifact> artifacts, Descriptor subject, OciLayout layout) {
        try {
            List<Descriptor> written = new ArrayList<>();
            for (Artifact artifact : artifacts) {
                layout.put(artifact.type(), artifact.bytes());
                layout.put(Artifact.EMPTY_TYPE, Artifact.emptyBytes());
                Descriptor manifest = layout.put(MediaType.MANIFEST, artifact.manifest(subject));
                written.add(new Descriptor(manifest.json().copy().put("artifactType", artifact.type())));
            }
            List<Descriptor> listed = new ArrayList<>(layout.index().manifests());
            List<Digest> digests = written.stream().map(Descriptor::digest).toList();
            listed.removeIf(old -> digests.contains(old.digest()));
            listed.addAll(written);
            layout.write(layout.index().with(listed));
            return written;
        } catch (IOException e) {
            throw IoFailure.of("image layout " + layout.directory() + " cannot be written", e);
        }
    }
}
