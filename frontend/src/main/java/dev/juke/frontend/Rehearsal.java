/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend;

import dev.juke.base.json.Json;
import dev.juke.frontend.assembly.Assembly;
import dev.juke.frontend.assembly.BuildFile;
import dev.juke.frontend.assembly.Job;
import dev.juke.frontend.gateway.Gateway;
import dev.juke.frontend.gateway.Options;
import dev.juke.frontend.llb.State;
import dev.juke.grpc.GrpcClient;
import dev.juke.image.Platform;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the AOT cache of the frontend's image is made from (tools/frontend-image): what both of its processes load, without a BuildKit.
 * Its argument is a directory with a kernel called {@code kernel}.
 */
public final class Rehearsal {
    private static final String FILE = "bunnyfile";
    private static final String KERNEL = "kernel";
    private static final String TEXT = """
            version: v0.1
            platforms: { framework: unikraft, monitor: qemu }
            rootfs: { from: scratch, include: ["kernel:/etc/kernel"] }
            kernel: { from: local, path: kernel }
            cmd: [hello]
            """;

    private Rehearsal() {}

    /** The program. */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        Options options = Options.of(Map.of(
                "BUILDKIT_FRONTEND_OPT_0", "filename=" + FILE, "BUILDKIT_FRONTEND_OPT_1", "source=localhost/juke"));
        Gateway gateway = new Gateway(GrpcClient.over(Channels.newChannel(System.in), Channels.newChannel(System.out)));
        Packager packager = new Packager(gateway, options, new BuildInputs(options, Map.of()), List.of("java"));
        BuildFile file = new BuildFile(FILE, TEXT.getBytes(StandardCharsets.UTF_8));
        byte[] definition = packager.assembly(file, State.EMPTY, Platform.host(), List.of())
                .output(Job.OUTPUT, false)
                .definition()
                .toByteArray();
        Files.write(root.resolve("definition"), definition);

        Job job = new Job(FILE, Platform.host(), Map.of(), null, null, true, 0, List.of());
        Files.write(place(root, Job.JOB).resolve(Job.NAME), Json.bytes(job.json()));
        Files.write(place(root, Job.FILE).resolve(FILE), file.content());
        Files.copy(root.resolve(KERNEL), place(root, Job.CONTEXT).resolve(KERNEL));
        place(root, Job.OUTPUT);
        new Assembly(root, System.err::println).run();
        // Standard input is at its end, so that this asks for one thing and fails.
        Main.serve(gateway, options, List.of("java"));
    }

    private static Path place(Path root, String path) throws IOException {
        return Files.createDirectories(root.resolve(path.substring(1)));
    }
}
