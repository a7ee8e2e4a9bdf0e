/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import dev.juke.base.JukeException;
import dev.juke.machine.Architecture;
import dev.juke.pack.BootFile;
import dev.juke.pack.BuildContext;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Description;
import dev.juke.pack.Origin;
import dev.juke.pack.Settings;
import dev.juke.unikernel.Metadata;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A build file in bunny's format, version 0.1, read strictly: where bunny ignores a key that it does not know, here it is an error.
 * What is to be taken from another image is not supported yet.
 */
public final class Bunnyfile {
    /** What it is called in a build context. */
    public static final String NAME = "bunnyfile";

    private static final String LOCAL = "local";

    private Bunnyfile() {}

    /** Reads a file. */
    public static BuildRequest read(Path file, BuildContext context) {
        Node node = YamlFile.read(file);
        YamlMap root = YamlMap.of(
                file,
                "",
                node,
                List.of("version", "platforms", "rootfs", "kernel", "cmd", "cmdline", "entrypoint", "envs"));
        YamlMap platforms = root.map("platforms", List.of("framework", "version", "monitor", "architecture"));
        YamlMap kernel = root.map("kernel", List.of("from", "path"));
        RootfsSection rootfs = RootfsSection.of(root);

        Version.check(root.required("version"));
        root.require("platforms", "platforms: { framework: unikraft, monitor: qemu }");
        BuildRequest.Target target = target(platforms);
        Context inside = new Context(context.directory());
        root.require("kernel", "kernel: { from: local, path: FILE }");
        BootFile kernelFile = kernel(kernel, inside);
        RootfsSection.Files files = rootfs.resolve(target.framework(), inside);
        Origin origin = origin(file, root, platforms);
        List<String> cmd = cmd(root);
        Metadata metadata = Description.of(origin, target, kernelFile, files.rootfs(), cmd);
        Settings settings = Settings.NONE
                .running(values(root.texts("entrypoint")), cmd)
                .withEnv(values(root.texts("envs")))
                .withLabels(metadata.annotations());
        return new BuildRequest(
                origin,
                target,
                null,
                files.layers(),
                kernelFile,
                files.rootfs(),
                settings,
                metadata,
                context.epoch(),
                context.strict());
    }

    /** Where the values stand that are judged when all is known. */
    private static Origin origin(Path file, YamlMap root, YamlMap platforms) {
        Map<String, String> places = new HashMap<>();
        for (String key : List.of("framework", "monitor", "architecture")) {
            places.put("platforms." + key, platforms.text(key).place().toString());
        }
        List<YamlText> envs = root.texts("envs");
        for (int i = 0; i < envs.size(); i++) {
            places.put("envs[" + i + "]", envs.get(i).place().toString());
        }
        return new Origin(file.toString(), places);
    }

    private static BuildRequest.Target target(YamlMap platforms) {
        String framework = platforms.required("framework").value();
        String monitor = platforms.required("monitor").value();
        return new BuildRequest.Target(
                framework, platforms.text("version").value(), monitor, architecture(platforms.text("architecture")));
    }

    private static @Nullable Architecture architecture(YamlText text) {
        return switch (text.value()) {
            case "" -> null;
            case "x86", "x86_64", "amd64" -> Architecture.AMD64;
            case "aarch64", "arm64" -> Architecture.ARM64;
            default ->
                throw text.place()
                        .wrong(
                                "architecture '" + text.value() + "' is not known",
                                "use x86, x86_64, amd64, aarch64 or arm64");
        };
    }

    private static BootFile kernel(YamlMap kernel, Context context) {
        YamlText from = kernel.required("from");
        YamlText path = kernel.required("path");
        if (from.value().equals("scratch")) {
            throw from.place().wrong("kernel.from is scratch, which holds no kernel", "write 'from: local'");
        }
        if (!from.value().equals(LOCAL)) {
            throw image("kernel.from", from);
        }
        return context.bootFile(path);
    }

    /** The error that something is to be taken from an image. */
    static JukeException image(String key, YamlText from) {
        return from.place()
                .wrong(
                        key + " names the image '" + from.value()
                                + "', and taking files from images is not supported yet",
                        "copy the file out of the image and write 'from: local'");
    }

    private static List<String> cmd(YamlMap root) {
        List<String> cmd = values(root.texts("cmd"));
        String line = root.text("cmdline").value();
        if (cmd.isEmpty() && !line.isEmpty()) {
            // As bunny does: at every blank, so two blanks give an empty argument.
            cmd = List.of(line.split(" ", -1));
        }
        return cmd;
    }

    private static List<String> values(List<YamlText> texts) {
        return texts.stream().map(YamlText::value).toList();
    }
}
