/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.Trees;
import dev.juke.image.Image;
import dev.juke.image.layout.OciLayout;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import dev.juke.unikernel.kernel.Kernel;
import dev.juke.unikernel.kernel.KernelReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Builds images. The same request over the same files gives the same image, whatever the clock, user, umask or directory. */
public final class Builder {
    private Builder() {}

    /** Checks the request and everything it names, then builds. When that fails, nothing is left behind. */
    public static BuiltImage build(BuildRequest request) {
        checkTexts(request);
        if (request.strict()) {
            Pairs.check(request);
        }
        Kernel kernel = KernelReader.read(request.kernel());
        KernelCheck.check(request, kernel);
        checkFile(request.rootfs());
        Metadata metadata = new Metadata(metadata(request), request.origin().text());
        Path directory = temporaryDirectory();
        try {
            OciLayout layout = OciLayout.scratch(directory);
            Image image = new ImageAssembly(request, metadata, kernel, layout).assemble();
            return new BuiltImage(image, metadata, kernel, Warnings.of(request, kernel), directory);
        } catch (IOException e) {
            delete(directory);
            throw IoFailure.of(request.origin() + ": the image cannot be built", e);
        } catch (RuntimeException e) {
            delete(directory);
            throw e;
        }
    }

    /**
     * What the image says of its unikernel, as bunny writes it, but for one thing: bunny names an empty {@code initrd}, or says
     * {@code mountRootfs=true}, when there is no rootfs at all. Here, what is not there is not said.
     */
    private static Map<Key, String> metadata(BuildRequest request) {
        Map<Key, String> values = new EnumMap<>(Key.class);
        values.put(Key.UNIKERNEL_TYPE, request.target().framework());
        values.put(Key.HYPERVISOR, request.target().monitor());
        values.put(Key.BINARY, "/" + ImageAssembly.KERNEL);
        values.put(Key.CMDLINE, String.join(" ", request.command().cmd()));
        values.put(Key.MOUNT_ROOTFS, "false");
        if (!request.target().version().isEmpty()) {
            values.put(Key.UNIKERNEL_VERSION, request.target().version());
        }
        switch (request.rootfs()) {
            case Rootfs.None _ -> {}
            case Rootfs.InitrdFile _, Rootfs.InitrdTree _ -> values.put(Key.INITRD, "/" + ImageAssembly.ROOTFS);
            case Rootfs.BlockFile _ -> {
                values.put(Key.BLOCK, "/" + ImageAssembly.ROOTFS);
                // Rumprun's own root is in memory; its data disk has always been mounted here.
                values.put(Key.BLOCK_MOUNT_POINT, request.target().framework().equals("rumprun") ? "/data" : "/");
            }
            case Rootfs.ImageTree _ -> values.put(Key.MOUNT_ROOTFS, "true");
        }
        return values;
    }

    private static void checkTexts(BuildRequest request) {
        List<String> env = request.command().env();
        for (int i = 0; i < env.size(); i++) {
            if (env.get(i).indexOf('=') < 1) {
                throw JukeException.input(
                        request.origin().at("envs[" + i + "]") + ": environment entry '" + env.get(i)
                                + "' is not NAME=value",
                        "correct it");
            }
        }
        for (List<String> texts : List.of(
                request.command().cmd(),
                request.command().entrypoint(),
                request.command().env())) {
            for (String text : texts) {
                if (text.indexOf('\0') >= 0) {
                    throw JukeException.input(
                            request.origin() + ": an argument or environment entry holds a NUL byte", "remove it");
                }
            }
        }
    }

    private static void checkFile(Rootfs rootfs) {
        switch (rootfs) {
            case Rootfs.InitrdFile initrd -> checkFile("initrd", initrd.file());
            case Rootfs.BlockFile block -> checkFile("block image", block.file());
            case Rootfs.None _, Rootfs.InitrdTree _, Rootfs.ImageTree _ -> {}
        }
    }

    private static void checkFile(String what, Path file) {
        if (!Files.isReadable(file) || !Files.isRegularFile(file)) {
            String why = Files.isDirectory(file)
                    ? "is a directory"
                    : Files.exists(file) ? "cannot be read" : "does not exist";
            throw JukeException.input(what + " " + file + " " + why, "name a file");
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("juke-build");
        } catch (IOException e) {
            throw IoFailure.of("a temporary directory cannot be made", e);
        }
    }

    private static void delete(Path directory) {
        try {
            Trees.delete(directory);
        } catch (IOException e) {
            throw IoFailure.of("temporary directory " + directory + " cannot be removed", e);
        }
    }
}
