/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.buildkit.api.gateway.ResolveImageConfigResponse;
import dev.juke.buildkit.api.gateway.Result;
import dev.juke.buildkit.api.gateway.SolveRequest;
import dev.juke.frontend.assembly.Job;
import dev.juke.frontend.assembly.NeededImage;
import dev.juke.frontend.assembly.Outcome;
import dev.juke.frontend.gateway.Gateway;
import dev.juke.frontend.gateway.Options;
import dev.juke.frontend.gateway.Reference;
import dev.juke.frontend.llb.Files;
import dev.juke.frontend.llb.Program;
import dev.juke.frontend.llb.Sources;
import dev.juke.frontend.llb.State;
import dev.juke.image.Platform;
import dev.juke.ttrpc.Code;
import dev.juke.ttrpc.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Has BuildKit run the assembly, with every image that it asks for, and puts what it wrote over the image that it starts from. */
final class Packager {
    /** No build file names as many images. */
    private static final int MOST_IMAGES = 100;

    private final Gateway gateway;
    private final Options options;
    private final BuildInputs inputs;
    private final List<String> command;

    Packager(Gateway gateway, Options options, BuildInputs inputs, List<String> command) {
        this.gateway = gateway;
        this.options = options;
        this.inputs = inputs;
        this.command = command;
    }

    /**
     * An image that was built.
     *
     * @param reference what BuildKit calls its files
     */
    record Built(String reference, Outcome.Assembled image) {}

    /** An image of another, and how BuildKit makes it. */
    private record Source(Job.Known known, State files) {}

    Built build(Platform platform) {
        byte[] file = read(inputs.file(), options.fileName());
        List<Source> images = new ArrayList<>();
        while (images.size() < MOST_IMAGES) {
            State output = assembly(platform, file, images).output(Job.OUTPUT, options.noCache());
            byte[] written = read(output, "/" + Outcome.NAME);
            switch (Outcome.of(Json.parseObject(written, "the assembly's outcome"))) {
                case Outcome.Missing missing -> images.add(find(missing.image()));
                case Outcome.Refused refused -> throw new StatusException(Code.UNKNOWN, refused.error());
                case Outcome.Assembled done -> {
                    return new Built(solve(image(done, images, output)), done);
                }
            }
        }
        throw JukeException.input(options.fileName() + " names more than " + MOST_IMAGES + " images", "use fewer");
    }

    private Program assembly(Platform platform, byte[] file, List<Source> images) {
        Job job = new Job(
                options.fileName(),
                platform,
                options.buildArguments(),
                options.get("target", ""),
                options.labels(),
                options.epoch(),
                images.stream().map(Source::known).toList());
        State task = Files.write(State.EMPTY, "/" + Job.NAME, Json.bytes(job.json()));
        SortedMap<String, State> mounts = new TreeMap<>();
        mounts.put(Job.JOB, Files.write(task, "/" + options.fileName(), file));
        mounts.put(Job.CONTEXT, inputs.context());
        for (int i = 0; i < images.size(); i++) {
            mounts.put(Job.IMAGES + i, images.get(i).files());
        }
        Platform host = Platform.host();
        return new Program(
                Sources.image(Reference.normal(options.get("source", "")), host, options.resolveMode()),
                host,
                command,
                List.of("LC_ALL=C.UTF-8"),
                "/",
                mounts,
                "package " + options.fileName());
    }

    private Source find(NeededImage image) {
        String reference = Reference.normal(image.reference());
        ResolveImageConfigResponse found = gateway.resolve(reference, image.platform(), options.resolveMode());
        Job.Known known = new Job.Known(
                image, Json.parseObject(found.getConfig().toByteArray(), "configuration of " + reference));
        String pinned = Reference.pinned(reference, found.getDigest());
        return new Source(known, Sources.image(pinned, image.platform(), options.resolveMode()));
    }

    private static State image(Outcome.Assembled done, List<Source> images, State output) {
        State image = done.base() < 0 ? State.EMPTY : images.get(done.base()).files();
        for (int i = 0; i < done.layers().size(); i++) {
            image = Files.overlay(
                    image, output, "/" + Outcome.LAYERS + "/" + i, done.layers().get(i));
        }
        return image;
    }

    private byte[] read(State state, String path) {
        return gateway.readFile(solve(state), path);
    }

    private String solve(State state) {
        Result result = gateway.solve(
                SolveRequest.newBuilder().setDefinition(state.definition()).addAllCacheImports(options.cacheImports()));
        return result.getRef().getId();
    }
}
