/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.assembly;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.image.Image;
import dev.juke.pack.BuildContext;
import dev.juke.pack.BuildFiles;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Builder;
import dev.juke.pack.BuiltImage;
import dev.juke.pack.Labelling;
import dev.juke.pack.Workspace;
import dev.juke.pack.containerfile.BootImages;
import dev.juke.pack.containerfile.Containerfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * {@code juke build} inside of BuildKit: what the build context, the build file and other images give becomes layers and a
 * configuration. It runs as a program of the frontend's own image, with all that it reads mounted.
 *
 * @param root what the places that {@link Job} names are below: the root directory, but in a test
 * @param warnings is told what surprises, a sentence each
 */
public record Assembly(Path root, Consumer<String> warnings) {
    private static final long MAX_JOB = 16 << 20;

    /** Runs, and writes how it ended. Throws only what may be otherwise the next time: that BuildKit may not keep. */
    public void run() {
        Job read = Job.of(Json.readObject(place(Job.JOB).resolve(Job.NAME), "job of the assembly", MAX_JOB));
        try {
            Files.write(
                    place(Job.OUTPUT).resolve(Outcome.NAME),
                    Json.bytes(outcome(read).json()));
        } catch (IOException e) {
            throw IoFailure.of("the image cannot be assembled", e);
        }
    }

    private Outcome outcome(Job read) throws IOException {
        try (Workspace work = Workspace.create()) {
            return assemble(read, work);
        } catch (MountedImages.MissingException e) {
            return new Outcome.Missing(e.image());
        } catch (JukeException e) {
            if (e.category() == JukeException.Category.HOST) {
                throw e;
            }
            return new Outcome.Refused(outside(e.line(), read));
        }
    }

    private BuildRequest request(Job read, BuildContext surroundings) throws IOException {
        Path file = file(read);
        if (new BuildFile(read.file(), Files.readAllBytes(file)).isContainerfile()) {
            // The frontend that made it an image has given it the labels, too.
            return Containerfile.read(file, surroundings, new BootImages(read.kernelImage(), read.initImage()));
        }
        return Labelling.label(BuildFiles.read(file, surroundings), read.labels());
    }

    private Path file(Job read) {
        return place(Job.FILE).resolve(new BuildFile(read.file(), new byte[0]).baseName());
    }

    private Outcome assemble(Job read, Workspace work) throws IOException {
        MountedImages mounted = new MountedImages(read, place(Job.IMAGES));
        BuildContext surroundings = new BuildContext(
                place(Job.CONTEXT),
                work,
                mounted,
                read.platform(),
                Map.of(),
                "",
                read.epoch(),
                read.strict(),
                false,
                warning -> warnings.accept(outside(warning, read)));
        BuildRequest request = request(read, surroundings);
        BuiltImage built = Builder.build(request, work, false);
        built.warnings().forEach(surroundings.warnings());
        Image image = built.image();
        List<String> layers = Layers.unpack(image, place(Job.OUTPUT).resolve(Outcome.LAYERS), read.epoch());
        return new Outcome.Assembled(
                mounted.number(request.base()),
                layers,
                image.config().json(),
                image.manifest().annotations());
    }

    /** As whoever builds knows the files: they do not know where these are mounted. */
    private String outside(String text, Job read) {
        String context = place(Job.CONTEXT).toString();
        return text.replace(file(read).toString(), read.file())
                .replace(context + "/", "")
                .replace(context, "'.'");
    }

    private Path place(String path) {
        return root.resolve(path.substring(1));
    }
}
