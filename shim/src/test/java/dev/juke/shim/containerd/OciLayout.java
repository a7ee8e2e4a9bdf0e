/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.containerd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;

/** An OCI image layout, made by hand so that a test decides about every field (OCI image specification, image-layout.md). */
public final class OciLayout {
    static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private final Path directory;

    /** Makes an empty one. */
    public OciLayout(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("blobs/sha256"));
        Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    /** Adds a blob and gives its descriptor. */
    JsonObject blob(String mediaType, byte[] bytes) throws IOException {
        String hex = sha256(bytes);
        Files.write(directory.resolve("blobs/sha256/" + hex), bytes);
        return new JsonObject()
                .put("mediaType", mediaType)
                .put("digest", "sha256:" + hex)
                .put("size", bytes.length);
    }

    /** An image of one layer of one file, of so many bytes; the descriptor of its manifest. */
    public JsonObject image(String architecture, Map<String, String> labels, Map<String, String> annotations, int size)
            throws IOException, InterruptedException {
        Path tree = Files.createTempDirectory(directory.getParent(), "tree");
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Files.write(tree.resolve("file"), content);
        Path tar = tar(tree);
        byte[] layer = Files.readAllBytes(tar);
        JsonObject config = new JsonObject()
                .put("architecture", architecture)
                .put("os", "linux")
                .put(
                        "config",
                        new JsonObject()
                                .put("Cmd", new JsonArray().add("/file"))
                                .put("Labels", object(labels)))
                .put(
                        "rootfs",
                        new JsonObject()
                                .put("type", "layers")
                                .put("diff_ids", new JsonArray().add("sha256:" + sha256(layer))));
        JsonObject manifest = new JsonObject()
                .put("schemaVersion", 2)
                .put("mediaType", "application/vnd.oci.image.manifest.v1+json")
                .put("config", blob("application/vnd.oci.image.config.v1+json", Json.bytes(config)))
                .put("layers", new JsonArray().add(blob("application/vnd.oci.image.layer.v1.tar", layer)))
                .put("annotations", object(annotations));
        return blob("application/vnd.oci.image.manifest.v1+json", Json.bytes(manifest))
                .put("platform", new JsonObject().put("os", "linux").put("architecture", architecture));
    }

    /** An index of descriptors; its own descriptor. */
    JsonObject index(JsonObject... entries) throws IOException {
        return blob(INDEX, Json.bytes(indexOf(entries)));
    }

    /** The whole layout as an archive, with one image of that name. */
    public Path archive(String name, JsonObject target) throws IOException, InterruptedException {
        JsonObject named = target.copy().put("annotations", new JsonObject().put("io.containerd.image.name", name));
        Files.write(directory.resolve("index.json"), Json.bytes(indexOf(named)));
        return tar(directory);
    }

    private static JsonObject indexOf(JsonObject... entries) {
        JsonArray manifests = new JsonArray();
        for (JsonObject entry : entries) {
            manifests.add(entry);
        }
        return new JsonObject().put("schemaVersion", 2).put("mediaType", INDEX).put("manifests", manifests);
    }

    private static JsonObject object(Map<String, String> map) {
        JsonObject object = new JsonObject();
        map.forEach(object::put);
        return object;
    }

    private static Path tar(Path tree) throws IOException, InterruptedException {
        Path tar = Path.of(tree + ".tar");
        Process process = new ProcessBuilder("tar", "-C", tree.toString(), "-cf", tar.toString(), ".")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return tar;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
