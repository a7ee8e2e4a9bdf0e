/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.buildkit.api.gateway.Result;
import dev.juke.buildkit.api.gateway.SolveRequest;
import dev.juke.frontend.assembly.BuildFile;
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
    /** What the assembly knows the image by that BuildKit made of a Containerfile. */
    private static final String RESULT = "localhost/result";

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

    Built build(Platform platform) {
        BuildFile file = new BuildFile(options.fileName(), read(inputs.file(), options.fileName()));
        if (file.isContainerfile()) {
            return containerfile(file, platform);
        }
        String stage = options.get("target", "");
        if (!stage.isEmpty()) {
            throw JukeException.usage(
                    "there is no stage '" + stage + "': " + file.name() + " is no Containerfile", "leave out --target");
        }
        return assembled(file, inputs.context(), platform, new ArrayList<>());
    }

    /** What BuildKit makes of it is an image, and a Containerfile that only starts from that is one that Juke can read. */
    private Built containerfile(BuildFile file, Platform platform) {
        NeededImage result = new NeededImage(RESULT, platform);
        List<Source> images = new ArrayList<>(List.of(Source.build(gateway, options, inputs, result)));
        return assembled(file.with("FROM " + RESULT + "\n"), State.EMPTY, platform, images);
    }

    private Built assembled(BuildFile file, State context, Platform platform, List<Source> images) {
        while (images.size() < MOST_IMAGES) {
            State output = assembly(file, context, platform, images).output(Job.OUTPUT, options.noCache());
            byte[] written = read(output, "/" + Outcome.NAME);
            switch (Outcome.of(Json.parseObject(written, "the assembly's outcome"))) {
                case Outcome.Missing missing -> images.add(Source.find(gateway, options, missing.image()));
                case Outcome.Refused refused -> throw new StatusException(Code.UNKNOWN, refused.error());
                case Outcome.Assembled done -> {
                    return new Built(solve(image(done, images, output)), done);
                }
            }
        }
        throw JukeException.input(file.name() + " names more than " + MOST_IMAGES + " images", "use fewer");
    }

    Program assembly(BuildFile file, State context, Platform platform, List<Source> images) {
        Job job = new Job(
                file.name(),
                platform,
                options.labels(),
                options.kernelImage(),
                options.initImage(),
                options.strict(),
                options.epoch(),
                images.stream().map(Source::known).toList());
        SortedMap<String, State> mounts = new TreeMap<>();
        mounts.put(Job.JOB, Files.write(State.EMPTY, "/" + Job.NAME, Json.bytes(job.json())));
        mounts.put(Job.FILE, Files.write(State.EMPTY, "/" + file.baseName(), file.content()));
        if (context.output() != null) {
            mounts.put(Job.CONTEXT, context);
        }
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
                "package " + file.name());
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
