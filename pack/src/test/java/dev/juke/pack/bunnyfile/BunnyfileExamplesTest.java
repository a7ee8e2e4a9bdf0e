/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Image;
import dev.juke.image.rootfs.PlainLayer;
import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarReader;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Builder;
import dev.juke.pack.TestKernels;
import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import dev.juke.unikernel.UruncJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Worked examples of bunny's format: the bytes of {@code /urunc.json}, labels, annotations, layers and configuration. */
class BunnyfileExamplesTest extends BunnyfileFixture {
    private final Map<String, String> contents = new LinkedHashMap<>();

    @BeforeEach
    void makeKernels() throws IOException {
        Files.createDirectories(context.resolve("out"));
        Files.write(context.resolve("out/app.elf"), TestKernels.multiboot());
        Files.write(context.resolve("app.hvt"), TestKernels.solo5(1));
        Files.write(context.resolve("kernel.bin"), TestKernels.elf64(62));
        byte[] cpio = new byte[512];
        System.arraycopy("070701".getBytes(StandardCharsets.US_ASCII), 0, cpio, 0, 6);
        Files.write(context.resolve("out/fs.cpio"), cpio);
        Files.write(context.resolve("root.ufs"), new byte[4096]);
    }

    private Image build(String text) throws IOException {
        BuildRequest request = read(text);
        BuildRequest unchecked = new BuildRequest(
                request.origin(),
                request.target(),
                request.base(),
                request.layers(),
                request.kernel(),
                request.rootfs(),
                request.settings(),
                request.metadata(),
                request.epoch(),
                false);
        Image image = Builder.build(unchecked, work).image();
        for (int i = 0; i < image.manifest().layers().size(); i++) {
            layer(image, i);
        }
        return image;
    }

    private void layer(Image image, int number) throws IOException {
        List<String> names = new ArrayList<>();
        try (PlainLayer layer = PlainLayer.open(image, number);
                TarReader tar = new TarReader(layer.stream(), "layer")) {
            for (@Nullable TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                names.add(entry.name());
                if (entry.name().equals(UruncJson.PATH.substring(1))) {
                    contents.put("urunc.json", new String(tar.content().readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        contents.put("layer " + number, String.join(" ", names));
    }

    private static JsonObject process(Image image) {
        JsonObject process = image.config().json().object("config");
        return process == null ? new JsonObject() : process;
    }

    private static String keys(Map<String, String> pairs) {
        StringBuilder text = new StringBuilder();
        pairs.forEach((key, value) -> text.append(key.substring(key.lastIndexOf('.') + 1))
                .append('=')
                .append(value)
                .append('\n'));
        return text.toString();
    }

    @Test
    void unikraftWithEverythingLocal() throws IOException {
        Image image = build("""
                #syntax=registry.example/packer:1
                version: v0.1
                platforms: { framework: unikraft, version: 0.17.0, monitor: qemu, architecture: x86 }
                rootfs: { from: local, path: out/fs.cpio }
                kernel: { from: local, path: out/app.elf }
                cmd: ["/server"]
                """);
        assertThat(contents)
                .containsEntry(
                        "urunc.json",
                        "{\"com.urunc.unikernel.binary\":\"Ly5ib290L2tlcm5lbA==\",\"com.urunc.unikernel.cmdline\":\"L3NlcnZlcg==\",\"com.urunc.unikernel.hypervisor\":\"cWVtdQ==\",\"com.urunc.unikernel.initrd\":\"Ly5ib290L3Jvb3Rmcw==\",\"com.urunc.unikernel.mountRootfs\":\"ZmFsc2U=\",\"com.urunc.unikernel.unikernelType\":\"dW5pa3JhZnQ=\",\"com.urunc.unikernel.unikernelVersion\":\"MC4xNy4w\"}")
                .containsEntry("layer 0", ".boot/ .boot/kernel")
                .containsEntry("layer 1", ".boot/ .boot/rootfs")
                .containsEntry("layer 2", "urunc.json")
                .doesNotContainKey("layer 3");
        String pairs = """
                binary=/.boot/kernel
                cmdline=/server
                hypervisor=qemu
                initrd=/.boot/rootfs
                mountRootfs=false
                unikernelType=unikraft
                unikernelVersion=0.17.0
                """;
        assertThat(keys(image.config().labels())).isEqualTo(pairs);
        assertThat(keys(image.manifest().annotations())).isEqualTo(pairs);
        assertThat(image.config().platform()).hasToString("linux/amd64");
        assertThat(image.config().cmd()).containsExactly("/server");
        assertThat(process(image).names()).containsExactlyInAnyOrder("Cmd", "Labels");
    }

    @Test
    void rumprunWithFilesStraightInTheImage() throws IOException {
        build("""
                version: v0.1
                platforms: { framework: rumprun, monitor: hvt }
                rootfs: { from: scratch, type: raw, include: ["conf/:/conf"] }
                kernel: { from: local, path: app.hvt }
                cmd: [redis-server, /data/conf/redis.conf]
                """);
        assertThat(contents)
                .containsEntry(
                        "urunc.json",
                        "{\"com.urunc.unikernel.binary\":\"Ly5ib290L2tlcm5lbA==\",\"com.urunc.unikernel.cmdline\":\"cmVkaXMtc2VydmVyIC9kYXRhL2NvbmYvcmVkaXMuY29uZg==\",\"com.urunc.unikernel.hypervisor\":\"aHZ0\",\"com.urunc.unikernel.mountRootfs\":\"dHJ1ZQ==\",\"com.urunc.unikernel.unikernelType\":\"cnVtcHJ1bg==\"}")
                .containsEntry("layer 0", "conf/ conf/a")
                .containsEntry("layer 1", ".boot/ .boot/kernel")
                .containsEntry("layer 2", "urunc.json");
    }

    /** Bunny loses the catalogue's image; its documentation says that it is kept. */
    @Test
    void theImageOfAKernelIsKept() throws IOException {
        FileTree catalogue = new FileTree();
        catalogue.put("unikraft/bin/kernel", kernel());
        images.add("unikraft.org/nginx:1.15", catalogue, process("{\"Env\":[\"A=1\"]}"));
        Image image = build("""
                version: v0.1
                platforms: { framework: unikraft, monitor: qemu }
                kernel: { from: "unikraft.org/nginx:1.15", path: /unikraft/bin/kernel }
                cmd: ["-c", "/nginx/conf/nginx.conf"]
                """);
        assertThat(images.asked).containsExactly("unikraft.org/nginx:1.15 qemu/amd64");
        assertThat(contents)
                .containsEntry(
                        "urunc.json",
                        "{\"com.urunc.unikernel.binary\":\"L3VuaWtyYWZ0L2Jpbi9rZXJuZWw=\",\"com.urunc.unikernel.cmdline\":\"LWMgL25naW54L2NvbmYvbmdpbnguY29uZg==\",\"com.urunc.unikernel.hypervisor\":\"cWVtdQ==\",\"com.urunc.unikernel.mountRootfs\":\"ZmFsc2U=\",\"com.urunc.unikernel.unikernelType\":\"dW5pa3JhZnQ=\"}")
                .containsEntry("layer 0", "urunc.json")
                .doesNotContainKey("layer 1");
        assertThat(image.config().env()).containsExactly("A=1");
        assertThat(image.config().cmd()).containsExactly("-c", "/nginx/conf/nginx.conf");
        assertThat(image.config().platform()).hasToString("linux/amd64");
    }

    @Test
    void anOrdinaryImageOnALinuxKernel() throws IOException {
        FileTree redis = new FileTree();
        redis.put("usr/bin/redis", images.file("r"));
        images.add(
                "docker.io/library/redis:7-alpine",
                redis,
                process(
                        "{\"Cmd\":[\"redis-server\"],\"Entrypoint\":[\"e.sh\"],\"Env\":[\"A=1\"],\"WorkingDir\":\"/data\","
                                + "\"ExposedPorts\":{\"6379/tcp\":{}},\"Volumes\":{\"/data\":{}}}"));
        FileTree init = new FileTree();
        init.put("urunit", images.file("u").with(Permissions.EXECUTABLE));
        images.add("registry.example/init:1", init, process("{}"));
        FileTree kernels = new FileTree();
        kernels.put("kernel", kernel());
        images.add("registry.example/guest-kernel:6", kernels, process("{}"));
        Image image = build("""
                version: v0.1
                platforms: { framework: linux, monitor: qemu }
                rootfs:
                  from: docker.io/library/redis:7-alpine
                  type: raw
                  include:
                    - { from: "registry.example/init:1", source: /urunit, destination: /urunit }
                kernel: { from: "registry.example/guest-kernel:6", path: /kernel }
                entrypoint: ["/urunit"]
                """);
        assertThat(contents)
                .containsEntry(
                        "urunc.json",
                        "{\"com.urunc.unikernel.binary\":\"Ly5ib290L2tlcm5lbA==\",\"com.urunc.unikernel.cmdline\":\"\",\"com.urunc.unikernel.hypervisor\":\"cWVtdQ==\",\"com.urunc.unikernel.mountRootfs\":\"dHJ1ZQ==\",\"com.urunc.unikernel.unikernelType\":\"bGludXg=\"}")
                .containsEntry("layer 0", "urunit")
                .containsEntry("layer 1", ".boot/ .boot/kernel")
                .containsEntry("layer 2", "urunc.json");
        assertThat(image.config().entrypoint()).containsExactly("/urunit");
        assertThat(image.config().cmd()).containsExactly("redis-server");
        assertThat(image.config().env()).containsExactly("A=1");
        assertThat(image.config().workingDir()).isEqualTo("/data");
        assertThat(process(image).names()).contains("ExposedPorts", "Volumes");
        assertThat(images.asked).allMatch(asked -> asked.endsWith(" linux/amd64"));
    }

    @Test
    void aReadyBlockImage() throws IOException {
        Image image = build("""
                version: v0.1
                platforms: { framework: freebsd, monitor: firecracker }
                rootfs: { from: local, path: root.ufs, type: block }
                kernel: { from: local, path: kernel.bin }
                entrypoint: ["/urunit"]
                cmd: ["/bin/sh"]
                """);
        assertThat(contents)
                .containsEntry(
                        "urunc.json",
                        "{\"com.urunc.unikernel.binary\":\"Ly5ib290L2tlcm5lbA==\",\"com.urunc.unikernel.blkMntPoint\":\"Lw==\",\"com.urunc.unikernel.block\":\"Ly5ib290L3Jvb3Rmcw==\",\"com.urunc.unikernel.cmdline\":\"L2Jpbi9zaA==\",\"com.urunc.unikernel.hypervisor\":\"ZmlyZWNyYWNrZXI=\",\"com.urunc.unikernel.mountRootfs\":\"ZmFsc2U=\",\"com.urunc.unikernel.unikernelType\":\"ZnJlZWJzZA==\"}");
        assertThat(image.config().entrypoint()).containsExactly("/urunit");
    }

    private Node kernel() throws IOException {
        return new Node.File(Permissions.FILE, Content.of(context.resolve("out/app.elf")));
    }

    private static JsonObject process(String json) {
        return Json.parseObject(json.getBytes(StandardCharsets.UTF_8), "the test");
    }
}
