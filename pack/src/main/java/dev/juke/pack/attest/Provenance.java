/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.attest;

import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Image;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.BuiltImage;

/** How an image came about (slsa.dev, "Provenance v1.0"; in-toto, "Statement v1"). Without times: they would make every build another. */
final class Provenance {
    /** What the statement's predicate is. */
    static final String PREDICATE_TYPE = "https://slsa.dev/provenance/v1";

    private static final String STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
    /** Names the meaning of the parameters below; nothing need answer there. */
    private static final String BUILD_TYPE = "https://juke.dev/build/v1";

    private static final String BUILDER = "https://juke.dev/juke";

    private Provenance() {}

    static JsonObject json(BuildRequest request, BuiltImage built) {
        JsonObject subject = new JsonObject()
                .put("name", "image")
                .put("digest", sha256(built.image().digest().hex()));
        JsonObject definition = new JsonObject()
                .put("buildType", BUILD_TYPE)
                .put("externalParameters", parameters(request))
                .put("internalParameters", new JsonObject().put("SOURCE_DATE_EPOCH", request.epoch()))
                .put("resolvedDependencies", dependencies(request));
        JsonObject details = new JsonObject().put("builder", new JsonObject().put("id", BUILDER));
        return new JsonObject()
                .put("_type", STATEMENT_TYPE)
                .put("subject", new JsonArray().add(subject))
                .put("predicateType", PREDICATE_TYPE)
                .put(
                        "predicate",
                        new JsonObject().put("buildDefinition", definition).put("runDetails", details));
    }

    private static JsonObject parameters(BuildRequest request) {
        JsonObject metadata = new JsonObject();
        request.metadata().annotations().forEach(metadata::put);
        return new JsonObject()
                .put("buildFile", Materials.baseName(request.origin().text()))
                .put("checked", request.strict())
                .put("unikernel", metadata);
    }

    private static JsonArray dependencies(BuildRequest request) {
        JsonArray dependencies = new JsonArray();
        for (Materials.Material material : Materials.of(request)) {
            dependencies.add(new JsonObject()
                    .put("name", material.role())
                    .put("uri", "file:" + material.name())
                    .put("digest", sha256(material.sha256())));
        }
        Image base = request.base();
        if (base != null) {
            dependencies.add(new JsonObject()
                    .put("name", "base")
                    .put("mediaType", base.descriptor().mediaType())
                    .put("digest", sha256(base.digest().hex())));
        }
        return dependencies;
    }

    private static JsonObject sha256(String hex) {
        return new JsonObject().put("sha256", hex);
    }
}
