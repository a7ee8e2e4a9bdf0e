/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import static dev.juke.pack.Images.entries;
import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.image.Image;
import dev.juke.image.MediaType;
import dev.juke.machine.Architecture;
import dev.juke.pack.tree.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuilderTest {
    private final Workspace work = Workspace.create();

    @TempDir
    private Path directory;

    private Requests requests;

    @BeforeEach
    void makeKernel() {
        requests = Requests.in(directory);
    }

    @AfterEach
    void close() {
        work.close();
    }

    private Image build(Requests asked) {
        return Builder.build(asked.request(), work).image();
    }

    @Test
    void unikraftWithAReadyInitrdBecomesBunnysExampleA() throws IOException {
        Path initrd = Files.writeString(directory.resolve("fs.cpio"), "070701");
        Image image = build(requests.on("unikraft", "qemu")
                .version("0.17.0")
                .architecture(Architecture.AMD64)
                .rootfs(new Rootfs.Initrd(BootFile.copied(initrd)))
                .cmd("/server"));
        assertThat(image.manifest().layers())
                .hasSize(3)
                .allMatch(layer -> layer.mediaType().equals(MediaType.LAYER_TAR_GZIP));
        assertThat(entries(image, 0)).containsExactly(".boot/ 755 0", ".boot/kernel 644 0");
        assertThat(entries(image, 1)).containsExactly(".boot/ 755 0", ".boot/rootfs 644 0");
        assertThat(entries(image, 2)).containsExactly("urunc.json 644 0");

        Path root = Images.unpack(image, directory);
        assertThat(root.resolve(".boot/kernel")).hasSameBinaryContentAs(directory.resolve("app.elf"));
        assertThat(root.resolve(".boot/rootfs")).hasContent("070701");
        assertThat(root.resolve("urunc.json"))
                .hasContent("{\"com.urunc.unikernel.binary\":\"Ly5ib290L2tlcm5lbA==\","
                        + "\"com.urunc.unikernel.cmdline\":\"L3NlcnZlcg==\","
                        + "\"com.urunc.unikernel.hypervisor\":\"cWVtdQ==\","
                        + "\"com.urunc.unikernel.initrd\":\"Ly5ib290L3Jvb3Rmcw==\","
                        + "\"com.urunc.unikernel.mountRootfs\":\"ZmFsc2U=\","
                        + "\"com.urunc.unikernel.unikernelType\":\"dW5pa3JhZnQ=\","
                        + "\"com.urunc.unikernel.unikernelVersion\":\"MC4xNy4w\"}");

        Map<String, String> pairs = image.config().labels();
        assertThat(pairs).hasSize(7).containsEntry("com.urunc.unikernel.initrd", "/.boot/rootfs");
        assertThat(image.manifest().annotations()).isEqualTo(pairs);
        assertThat(image.config().cmd()).containsExactly("/server");
        assertThat(image.config().entrypoint()).isEmpty();
        assertThat(image.config().platform()).hasToString("linux/amd64");
        assertThat(image.config().created()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(image.config().json().objects("history"))
                .extracting(line -> line.text("created_by"))
                .containsExactly("juke build: kernel", "juke build: initrd", "juke build: metadata");
    }

    @Test
    void rumprunWithItsFilesInTheImageBecomesBunnysExampleB() throws IOException {
        Path conf = Files.createDirectories(directory.resolve("tree/conf"));
        Files.writeString(conf.resolve("redis.conf"), "port 1");
        Image image = build(requests.on("rumprun", "hvt")
                .kernel(solo5(1, "net:tap", "block:rootfs"))
                .layers(new BuildRequest.Layer("files", FileTree.of(directory.resolve("tree"))))
                .rootfs(new Rootfs.ImageTree())
                .cmd("redis-server", "/data/conf/redis.conf"));
        assertThat(entries(image, 0)).containsExactly("conf/ 755 0", "conf/redis.conf 644 0");
        assertThat(entries(image, 1)).containsExactly(".boot/ 755 0", ".boot/kernel 644 0");
        assertThat(Images.unpack(image, directory).resolve("urunc.json"))
                .hasContent("{\"com.urunc.unikernel.binary\":\"Ly5ib290L2tlcm5lbA==\","
                        + "\"com.urunc.unikernel.cmdline\":\"cmVkaXMtc2VydmVyIC9kYXRhL2NvbmYvcmVkaXMuY29uZg==\","
                        + "\"com.urunc.unikernel.hypervisor\":\"aHZ0\","
                        + "\"com.urunc.unikernel.mountRootfs\":\"dHJ1ZQ==\","
                        + "\"com.urunc.unikernel.unikernelType\":\"cnVtcHJ1bg==\"}");
    }

    @Test
    void aReadyBlockImageBecomesBunnysExampleF() throws IOException {
        Path disk = Files.writeString(directory.resolve("root.ufs"), "disk");
        Requests block = requests.rootfs(new Rootfs.Block(BootFile.copied(disk)));
        assertThat(build(block.on("freebsd", "firecracker").cmd("/bin/sh"))
                        .manifest()
                        .annotations())
                .containsEntry("com.urunc.unikernel.block", "/.boot/rootfs")
                .containsEntry("com.urunc.unikernel.blkMntPoint", "/")
                .containsEntry("com.urunc.unikernel.mountRootfs", "false");
        assertThat(build(block.on("rumprun", "hvt").kernel(solo5(1, "net:tap", "block:rootfs")))
                        .manifest()
                        .annotations())
                .containsEntry("com.urunc.unikernel.blkMntPoint", "/data");
    }

    private BootFile solo5(int target, String... devices) throws IOException {
        return BootFile.copied(Files.write(directory.resolve("solo5.elf"), TestKernels.solo5(target, devices)));
    }

    @Test
    void theNamesOfASolo5KernelsDevicesAreReadFromIt() throws IOException {
        Path disk = Files.write(directory.resolve("disk"), new byte[512]);
        Image image = build(requests.on("mirage", "hvt")
                .kernel(solo5(1, "net:eth", "block:store"))
                .rootfs(new Rootfs.Block(BootFile.copied(disk))));
        assertThat(image.manifest().annotations())
                .containsEntry("com.urunc.unikernel.solo5NetDev", "eth")
                .containsEntry("com.urunc.unikernel.solo5BlkDev", "store");
        assertThat(image.config().labels())
                .containsAllEntriesOf(image.manifest().annotations());
        assertThat(build(requests.on("mirage", "hvt").kernel(solo5(1, "net:service")))
                        .manifest()
                        .annotations())
                .doesNotContainKey("com.urunc.unikernel.solo5NetDev");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unikraft", "linux"})
    void withoutRootfsNothingIsSaidOfOne(String framework) {
        Image image = build(requests.on(framework, "qemu"));
        assertThat(image.manifest().annotations())
                .doesNotContainKey("com.urunc.unikernel.initrd")
                .containsEntry("com.urunc.unikernel.mountRootfs", "false")
                .containsEntry("com.urunc.unikernel.cmdline", "");
        assertThat(String.valueOf(image.config().json().object("config"))).doesNotContain("Cmd", "Env", "Entrypoint");
    }

    @Test
    void anInitrdIsMadeOfATree() throws IOException {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Files.writeString(tree.resolve("index.html"), "hi");
        Image image = build(requests.rootfs(new Rootfs.Made(RootfsFormat.CPIO, FileTree.of(tree), 0)));
        assertThat(Files.readString(Images.unpack(image, directory).resolve(".boot/rootfs")))
                .startsWith("070701")
                .contains("./index.html\0");
        try (Stream<Path> files = Files.list(work.directory())) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("image");
        }
    }

    @Test
    void theProcessStandsInTheConfiguration() throws IOException {
        Settings settings =
                Settings.NONE.running(List.of("/init"), List.of("a b", "c")).withEnv(List.of("X=1", "Y="));
        Image image = build(requests.settings(settings).epoch(1_000_000_000));
        assertThat(image.config().entrypoint()).containsExactly("/init");
        assertThat(image.config().cmd()).containsExactly("a b", "c");
        assertThat(image.config().env()).containsExactly("X=1", "Y=");
        assertThat(image.config().created()).isEqualTo("2001-09-09T01:46:40Z");
        assertThat(image.manifest().annotations()).containsEntry("com.urunc.unikernel.cmdline", "a b c");
        assertThat(entries(image, 0)).containsExactly(".boot/ 755 1000000000", ".boot/kernel 644 1000000000");
    }

    @Test
    void afterClosingNothingIsLeft() {
        Workspace other = Workspace.create();
        Builder.build(requests.request(), other);
        other.close();
        assertThat(other.directory()).doesNotExist();
    }

    private void warns(Requests asked, String... warnings) {
        assertThat(Builder.build(asked.request(), work).warnings()).containsExactly(warnings);
    }

    @Test
    void whatSurprisesWhoeverRunsTheImageIsAWarning() throws IOException {
        warns(requests.cmd("x"));
        warns(
                requests.on("mirage", "qemu").kernel(solo5(3, "net:service")).cmd("x"),
                "Juke packages a mirage guest for monitor qemu, but does not run it; urunc may");
        warns(
                requests.rootfs(new Rootfs.ImageTree()).cmd("x"),
                "Juke packages the files of rootfs.type raw, but does not show them to a guest; urunc may. For Juke,"
                        + " write 'type: initrd'");
        warns(requests, "the image has no command: Podman and Docker run it only when they are given one; add cmd");
    }
}
