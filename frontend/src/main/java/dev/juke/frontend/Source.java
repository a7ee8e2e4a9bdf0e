/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend;

import com.google.protobuf.ByteString;
import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.buildkit.api.gateway.ResolveImageConfigResponse;
import dev.juke.buildkit.api.gateway.Result;
import dev.juke.buildkit.api.gateway.SolveRequest;
import dev.juke.frontend.assembly.Job;
import dev.juke.frontend.assembly.NeededImage;
import dev.juke.frontend.gateway.Gateway;
import dev.juke.frontend.gateway.Options;
import dev.juke.frontend.gateway.Reference;
import dev.juke.frontend.llb.Sources;
import dev.juke.frontend.llb.State;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * An image that the one to be built takes files from or starts from.
 *
 * @param known what the assembly is told of it
 * @param files how BuildKit makes it
 */
record Source(Job.Known known, State files) {
    /** BuildKit's own frontend for the Dockerfile language. */
    private static final String DOCKERFILE = "dockerfile.v0";
    /** With this option that frontend does not look at the file's {@code #syntax} again, which would lead back here. */
    private static final String NO_SYNTAX = "cmdline";
    /** Options that are about the frontend, or about more than one platform. */
    private static final List<String> NOT_PASSED_ON =
            List.of("source", "multi-platform", "frontend.caps", "requestid", "build-arg:BUILDKIT_SYNTAX");

    /** Finds an image in a registry, or the daemon's own. */
    static Source find(Gateway gateway, Options options, NeededImage image) {
        String reference = Reference.normal(image.reference());
        ResolveImageConfigResponse found = gateway.resolve(reference, image.platform(), options.resolveMode());
        String pinned = Reference.pinned(reference, found.getDigest());
        return new Source(
                known(image, found.getConfig()), Sources.image(pinned, image.platform(), options.resolveMode()));
    }

    /**
     * Has the build file built as a Dockerfile.
     *
     * @param image what the assembly is to call the result, and what it is for
     */
    static Source build(Gateway gateway, Options options, BuildInputs inputs, NeededImage image) {
        NavigableMap<String, String> passed = new TreeMap<>(options.values());
        NOT_PASSED_ON.forEach(passed::remove);
        passed.keySet().removeIf(key -> key.startsWith(Options.OWN));
        passed.putIfAbsent(NO_SYNTAX, DOCKERFILE);
        passed.put("platform", image.platform().toString());
        Result result = gateway.solve(SolveRequest.newBuilder()
                .setFrontend(DOCKERFILE)
                // It is needed in any case, and BuildKit 0.11 wants to know the provenance of all that was asked for.
                .setEvaluate(true)
                .putAllFrontendOpt(passed)
                .putAllFrontendInputs(inputs.given())
                .addAllCacheImports(options.cacheImports()));
        ByteString config = result.getMetadataMap().get(Frontend.CONFIG);
        if (config == null) {
            throw JukeException.host(
                    "BuildKit's frontend " + DOCKERFILE + " says nothing of the image that it built", "report it");
        }
        return new Source(known(image, config), State.of(result.getRef().getDef()));
    }

    private static Job.Known known(NeededImage image, ByteString config) {
        return new Job.Known(
                image, Json.parseObject(config.toByteArray(), "configuration of image " + image.reference()));
    }
}
