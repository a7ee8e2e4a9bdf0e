/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.flags;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.Problems;
import dev.juke.image.Image;
import dev.juke.machine.Architecture;
import dev.juke.pack.BootFile;
import dev.juke.pack.BuildContext;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Description;
import dev.juke.pack.Origin;
import dev.juke.pack.Settings;
import dev.juke.pack.input.Architectures;
import dev.juke.pack.input.ImageFiles;
import dev.juke.pack.input.Place;
import dev.juke.pack.input.Text;
import dev.juke.unikernel.Metadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A build without a build file: all is said by flags. Their paths begin where the caller is; {@code base:PATH} is a path in {@code --base}.
 *
 * @param flags what was given, by the flags' names ({@code --kernel})
 * @param entrypoint what stands before the arguments; null when not given
 * @param cmd the arguments; null when not given
 */
public record FlagBuild(
        Map<String, String> flags,
        @Nullable List<String> entrypoint,
        @Nullable List<String> cmd) {
    /** What a path in the base image begins with. */
    public static final String IN_BASE = "base:";

    /** The flag that makes a build one of flags alone. */
    public static final String KERNEL = "--kernel";
    /** The framework. */
    public static final String GUEST = "--guest";
    /** The framework's version. */
    public static final String GUEST_VERSION = "--guest-version";
    /** What runs the guest. */
    public static final String MONITOR = "--monitor";
    /** What the kernel is made for. */
    public static final String ARCHITECTURE = "--arch";
    /** An initrd, or what one is made of. */
    public static final String INITRD = "--initrd";
    /** A disk, or what one is made of. */
    public static final String BLOCK = "--block";
    /** Files that the runtime shows to the guest. */
    public static final String ROOTFS = "--rootfs";
    /** The image that this one starts from. */
    public static final String BASE = "--base";
    /** The file system of a disk that is made. */
    public static final String FS = "--fs";
    /** The size of a disk that is made. */
    public static final String SIZE = "--size";
    /** How an initrd is compressed that is made. */
    public static final String COMPRESSION = "--compression";

    private static final List<String> SOURCES = List.of(INITRD, BLOCK, ROOTFS);

    /** Keeps copies. */
    public FlagBuild {
        flags = Map.copyOf(flags);
    }

    /** The request that the flags come to. */
    public BuildRequest request(BuildContext context) {
        Problems problems = new Problems();
        for (String name : List.of(GUEST, MONITOR, KERNEL)) {
            if (text(name).isEmpty()) {
                problems.add(JukeException.usage(name + " is missing", "add it, or name a build file"));
            }
        }
        List<String> sources =
                SOURCES.stream().filter(name -> !text(name).isEmpty()).toList();
        if (sources.size() > 1) {
            problems.add(JukeException.usage(String.join(" and ", sources) + " exclude each other", "give one"));
        }
        problems.throwIfAny();
        Text arch = text(ARCHITECTURE);
        Architecture architecture = arch.isEmpty() ? null : Architectures.of(arch);
        BuildRequest.Target target = new BuildRequest.Target(
                text(GUEST).value(), text(GUEST_VERSION).value(), text(MONITOR).value(), architecture);
        ImageFiles images = ImageFiles.of(context, target);
        Image base = text(BASE).isEmpty() ? null : images.find(text(BASE)).image();
        BootFile kernel = isInBase(text(KERNEL))
                ? images.bootFile(base(text(KERNEL)), inBase(text(KERNEL)), true)
                : copied(text(KERNEL));
        FlagFiles files = FlagFiles.of(this, sources, context, images);
        Origin origin = new Origin(
                "the command line",
                Map.of(
                        "platforms.framework",
                        GUEST,
                        "platforms.monitor",
                        MONITOR,
                        "platforms.architecture",
                        ARCHITECTURE));
        Metadata metadata = Description.of(origin, target, kernel, files.rootfs(), cmd == null ? List.of() : cmd);
        return new BuildRequest(
                origin,
                target,
                base,
                files.layers(),
                kernel,
                files.rootfs(),
                Settings.NONE.running(entrypoint, cmd).withLabels(metadata.annotations()),
                metadata,
                context.epoch(),
                context.strict());
    }

    /** What was given for a flag; empty when nothing was. */
    Text text(String flag) {
        return new Text(flags.getOrDefault(flag, ""), new Place(flag));
    }

    /** Whether a path is one in the base image. */
    static boolean isInBase(Text path) {
        return path.value().startsWith(IN_BASE);
    }

    /** A path in the base image. */
    static Text inBase(Text path) {
        return new Text(path.value().substring(IN_BASE.length()), path.place());
    }

    /** The base image, which a path in it needs. */
    Text base(Text path) {
        Text base = text(BASE);
        if (base.isEmpty()) {
            throw path.place().wrong("'" + path.value() + "' is a path in an image, but none is given", "add " + BASE);
        }
        return base;
    }

    private static BootFile copied(Text path) {
        try {
            return BootFile.copied(Path.of(path.value()));
        } catch (IOException e) {
            throw IoFailure.of(path.place() + ": '" + path.value() + "' cannot be read", e);
        }
    }
}
