/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import dev.juke.buildkit.api.gateway.Result;
import dev.juke.buildkit.api.gateway.ReturnRequest;
import dev.juke.frontend.gateway.Gateway;
import dev.juke.frontend.gateway.Options;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A client's directory, a BuildKit, and a frontend between them. */
final class Fixture {
    static final String SOURCE = "localhost:5000/juke";

    final Path context;
    final FakeBuildKit buildKit;
    private final Path images;
    private final Map<String, String> options = new HashMap<>(Map.of("filename", "bunnyfile", "source", SOURCE));

    Fixture(Path work) throws IOException {
        context = Files.createDirectory(work.resolve("context"));
        images = Files.createDirectory(work.resolve("images"));
        buildKit = new FakeBuildKit(Files.createDirectory(work.resolve("buildkit")));
        buildKit.evaluator.locals.put("context", context);
        buildKit.evaluator.locals.put("dockerfile", context);
        buildKit.image(SOURCE + ":latest", Files.createDirectory(work.resolve("juke")), "{}");
        Files.write(context.resolve("kernel.elf"), kernel());
    }

    /** A 64-bit ELF file for x86-64 with a multiboot header, and nothing else. */
    static byte[] kernel() {
        return ByteBuffer.allocate(4096)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1})
                .putShort(16, (short) 2)
                .putShort(18, (short) 62)
                .putLong(32, 64)
                .putShort(54, (short) 56)
                .putInt(1024, 0x1BADB002)
                .putInt(1032, -0x1BADB002)
                .array();
    }

    Fixture file(String name, String text) throws IOException {
        Path file = context.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    Fixture option(String key, String value) {
        options.put(key, value);
        return this;
    }

    /** An image of a registry, with these files. */
    Path image(String reference, String config, Map<String, byte[]> files) throws IOException {
        Path root = Files.createTempDirectory(images, "image");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = root.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        buildKit.image(reference, root, config);
        return root;
    }

    /** Builds as BuildKit's client would have it, and tells how it ended. */
    ReturnRequest build() throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of("BUILDKIT_SESSION_ID", "session"));
        options.forEach(
                (key, value) -> environment.put("BUILDKIT_FRONTEND_OPT_" + environment.size(), key + "=" + value));
        try (PipeServer server = new PipeServer(buildKit)) {
            Gateway gateway = new Gateway(server.client());
            Main.serve(gateway, Options.of(environment), List.of("/juke/bin/java", "assemble"));
        }
        return buildKit.end();
    }

    /** The result of a build that must succeed. */
    Result result() throws IOException {
        ReturnRequest end = build();
        if (end.hasError()) {
            throw new AssertionError(end.getError().getMessage());
        }
        return end.getResult();
    }

    /** The error of a build that must fail. */
    String error() throws IOException {
        return build().getError().getMessage();
    }

    static JsonObject json(Result result, String key) {
        return Json.parseObject(
                Objects.requireNonNull(result.getMetadataMap().get(key), key).toByteArray(), key);
    }
}
