/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.image.Image;
import dev.juke.machine.Architecture;
import dev.juke.pack.tree.FileTree;
import dev.juke.unikernel.Metadata;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What image to build: every build file, and the command line, end here. Nothing of it depends on how it was written.
 *
 * @param origin what asks for it
 * @param target what the image is for
 * @param base the image that it starts from, whose layers and configuration it keeps; null for none
 * @param layers what is put over the base, in order
 * @param kernel the kernel
 * @param rootfs where the guest finds its files
 * @param settings how to run it
 * @param metadata what it says of its unikernel, in {@code /urunc.json} and as annotations (in labels only when the settings say so)
 * @param name what a build file calls the image, {@code NAME:TAG}; empty when it does not say
 * @param annotations of the manifest, beside those of the metadata
 * @param epoch the time that everything in the image gets, seconds since 1970: {@link SourceDate}
 * @param strict whether it is checked that guest, monitor and kernel fit together
 */
public record BuildRequest(
        Origin origin,
        Target target,
        @Nullable Image base,
        List<Layer> layers,
        BootFile kernel,
        Rootfs rootfs,
        Settings settings,
        Metadata metadata,
        String name,
        Map<String, String> annotations,
        long epoch,
        boolean strict) {
    /** Keeps copies. */
    public BuildRequest {
        layers = List.copyOf(layers);
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    /** One that says no name and no annotations of its own. */
    public BuildRequest(
            Origin origin,
            Target target,
            @Nullable Image base,
            List<Layer> layers,
            BootFile kernel,
            Rootfs rootfs,
            Settings settings,
            Metadata metadata,
            long epoch,
            boolean strict) {
        this(origin, target, base, layers, kernel, rootfs, settings, metadata, "", Map.of(), epoch, strict);
    }

    /** The same with other settings and metadata. */
    public BuildRequest with(Settings other, Metadata said) {
        return new BuildRequest(
                origin, target, base, layers, kernel, rootfs, other, said, name, annotations, epoch, strict);
    }

    /** The same under another name. */
    public BuildRequest named(String other) {
        return new BuildRequest(
                origin, target, base, layers, kernel, rootfs, settings, metadata, other, annotations, epoch, strict);
    }

    /** The same with other annotations. */
    public BuildRequest annotated(Map<String, String> others) {
        return new BuildRequest(
                origin, target, base, layers, kernel, rootfs, settings, metadata, name, others, epoch, strict);
    }

    /**
     * What an image is for.
     *
     * @param framework the guest's framework: {@code unikraft}
     * @param version the framework's version; empty when not given
     * @param monitor what runs it: {@code qemu}
     * @param architecture what the kernel is said to be made for; null when not said
     */
    public record Target(
            String framework,
            String version,
            String monitor,
            @Nullable Architecture architecture) {}

    /**
     * Files that become one layer.
     *
     * @param what made them, for the image's history: {@code COPY a b}, {@code files}
     */
    public record Layer(String what, FileTree tree) {}
}
