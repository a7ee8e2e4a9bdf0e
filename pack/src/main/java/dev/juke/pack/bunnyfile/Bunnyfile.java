/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import dev.juke.image.Image;
import dev.juke.pack.BootFile;
import dev.juke.pack.BuildContext;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Description;
import dev.juke.pack.Labelling;
import dev.juke.pack.Origin;
import dev.juke.pack.input.GuestFile;
import dev.juke.pack.input.ImageFiles;
import dev.juke.pack.input.LocalFiles;
import dev.juke.pack.input.Reading;
import dev.juke.pack.input.TextFile;
import dev.juke.unikernel.Metadata;
import java.nio.file.Path;

/**
 * A build file in bunny's format, version 0.1, with a few keys more ({@link Section}). It is read strictly: where bunny ignores a key that
 * it does not know, here it is an error, unless the context is lenient. All that is wrong is told together.
 */
public final class Bunnyfile {
    /** What it is called in a build context. */
    public static final String NAME = "bunnyfile";

    private Bunnyfile() {}

    /** Reads a file. */
    public static BuildRequest read(Path file, BuildContext context) {
        return read(file, TextFile.read(file), context);
    }

    /** Reads a text; {@code file} is what it is called in messages. */
    public static BuildRequest read(Path file, String text, BuildContext context) {
        Reading reading = new Reading(file, context);
        YamlMap root = YamlMap.of(reading, Section.FILE, YamlFile.read(reading, text));
        LocalFiles local = new LocalFiles(context.directory());

        reading.problems().attempt(() -> Version.check(root.required("version")));
        Platforms platforms = reading.attempt(() -> Platforms.of(root));
        KernelSection kernel = reading.attempt(() -> {
            KernelSection section = KernelSection.of(root);
            section.check(local);
            return section;
        });
        RootfsSection rootfs = reading.attempt(() -> RootfsSection.of(root));
        if (rootfs != null && platforms != null) {
            rootfs.check(reading, platforms.target().framework(), local);
        }
        ProcessKeys process = ProcessKeys.of(root);
        reading.problems().throwIfAny();
        if (platforms == null || kernel == null || rootfs == null) {
            throw new IllegalStateException("what is missing is a problem");
        }
        return request(reading, platforms, kernel, rootfs, process);
    }

    private static BuildRequest request(
            Reading reading,
            Platforms platforms,
            KernelSection kernelSection,
            RootfsSection rootfsSection,
            ProcessKeys process) {
        BuildContext context = reading.context();
        BuildRequest.Target target = platforms.target();
        LocalFiles local = new LocalFiles(context.directory());
        ImageFiles images = ImageFiles.of(context, target);
        RootfsFiles files =
                RootfsFiles.of(rootfsSection, target.framework(), new GuestFile(context.work()), local, images);
        boolean kept = files.keepsKernelImage() && !kernelSection.isLocal();
        BootFile kernel = kernelSection.resolve(local, images, kept);
        Image base = kept ? images.find(kernelSection.from()).image() : files.base();
        Origin origin = new Origin(reading.file().toString(), platforms.places(process.envs()));
        Metadata metadata = Description.of(origin, target, kernel, files.rootfs(), process.cmd());
        BuildRequest request = new BuildRequest(
                origin,
                target,
                base,
                files.layers(),
                kernel,
                files.rootfs(),
                process.settings(files.process()).withLabels(metadata.annotations()),
                metadata,
                context.epoch(),
                context.strict());
        return Labelling.label(request, process.labels());
    }
}
