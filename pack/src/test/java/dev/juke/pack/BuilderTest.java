/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.image.Descriptor;
import dev.juke.image.Image;
import dev.juke.image.MediaType;
import dev.juke.image.rootfs.Unpacker;
import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarReader;
import dev.juke.machine.Architecture;
import dev.juke.pack.tree.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuilderTest {
    private static final BuildRequest.Command NOTHING = new BuildRequest.Command(List.of(), List.of(), List.of());

    @TempDir
    private Path directory;

    private Path kernel;

    @BeforeEach
    void makeKernel() throws IOException {
        kernel = Files.write(directory.resolve("app.elf"), TestKernels.multiboot());
    }

    private BuildRequest request(String framework, String monitor, Rootfs rootfs, String... cmd) {
        return new BuildRequest(
                Origin.of("the test"),
                new BuildRequest.Target(framework, "", monitor, null),
                kernel,
                rootfs,
                new BuildRequest.Command(List.of(), List.of(cmd), List.of()),
                0,
                true);
    }

    /** Names, modes and times of all entries of a layer, as {@code .boot/kernel 644 0}. */
    private static List<String> entries(Image image, int layer) throws IOException {
        List<String> entries = new ArrayList<>();
        Descriptor blob = image.manifest().layers().get(layer);
        try (TarReader tar = new TarReader(new GZIPInputStream(image.blobs().open(blob)), "layer")) {
            for (@Nullable TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                assertThat(entry.uid() + entry.gid()).isZero();
                entries.add(entry.name() + " " + Integer.toOctalString(entry.mode()) + " " + entry.mtime());
            }
        }
        return entries;
    }

    private Path unpack(Image image) throws IOException {
        Path root = Files.createTempDirectory(directory, "root");
        Unpacker.unpack(image, root);
        return root;
    }

    @Test
    void unikraftWithAReadyInitrdBecomesBunnysExampleA() throws IOException {
        Path initrd = Files.writeString(directory.resolve("fs.cpio"), "070701");
        BuildRequest request = new BuildRequest(
                Origin.of("the test"),
                new BuildRequest.Target("unikraft", "0.17.0", "qemu", Architecture.AMD64),
                kernel,
                new Rootfs.InitrdFile(initrd),
                new BuildRequest.Command(List.of(), List.of("/server"), List.of()),
                0,
                true);
        try (BuiltImage built = Builder.build(request)) {
            Image image = built.image();
            assertThat(image.manifest().layers())
                    .hasSize(3)
                    .allMatch(layer -> layer.mediaType().equals(MediaType.LAYER_TAR_GZIP));
            assertThat(entries(image, 0)).containsExactly(".boot/ 755 0", ".boot/kernel 644 0");
            assertThat(entries(image, 1)).containsExactly(".boot/ 755 0", ".boot/rootfs 644 0");
            assertThat(entries(image, 2)).containsExactly("urunc.json 644 0");

            Path root = unpack(image);
            assertThat(root.resolve(".boot/kernel")).hasSameBinaryContentAs(kernel);
            assertThat(root.resolve(".boot/rootfs")).hasContent("070701");
            assertThat(root.resolve("urunc.json"))
                    .hasContent("{\"com.urunc.unikernel.binary\":\"Ly5ib290L2tlcm5lbA==\","
                            + "\"com.urunc.unikernel.cmdline\":\"L3NlcnZlcg==\","
                            + "\"com.urunc.unikernel.hypervisor\":\"cWVtdQ==\","
                            + "\"com.urunc.unikernel.initrd\":\"Ly5ib290L3Jvb3Rmcw==\","
                            + "\"com.urunc.unikernel.mountRootfs\":\"ZmFsc2U=\","
                            + "\"com.urunc.unikernel.unikernelType\":\"dW5pa3JhZnQ=\","
                            + "\"com.urunc.unikernel.unikernelVersion\":\"MC4xNy4w\"}");

            Map<String, String> pairs = built.metadata().annotations();
            assertThat(pairs).hasSize(7).containsEntry("com.urunc.unikernel.initrd", "/.boot/rootfs");
            assertThat(image.config().labels()).isEqualTo(pairs);
            assertThat(image.manifest().annotations()).isEqualTo(pairs);
            assertThat(image.config().cmd()).containsExactly("/server");
            assertThat(image.config().entrypoint()).isEmpty();
            assertThat(image.config().platform()).hasToString("linux/amd64");
            assertThat(image.config().created()).isEqualTo("1970-01-01T00:00:00Z");
            assertThat(image.config().json().objects("history"))
                    .extracting(line -> line.text("created_by"))
                    .containsExactly("juke build: kernel", "juke build: initrd", "juke build: metadata");
        }
    }

    @Test
    void rumprunWithItsFilesInTheImageBecomesBunnysExampleB() throws IOException {
        Path conf = Files.createDirectories(directory.resolve("tree/conf"));
        Files.writeString(conf.resolve("redis.conf"), "port 1");
        Rootfs rootfs = new Rootfs.ImageTree(FileTree.of(directory.resolve("tree")));
        try (BuiltImage built =
                Builder.build(request("rumprun", "hvt", rootfs, "redis-server", "/data/conf/redis.conf"))) {
            Image image = built.image();
            assertThat(entries(image, 0)).containsExactly("conf/ 755 0", "conf/redis.conf 644 0");
            assertThat(entries(image, 1)).containsExactly(".boot/ 755 0", ".boot/kernel 644 0");
            assertThat(unpack(image).resolve("urunc.json"))
                    .hasContent("{\"com.urunc.unikernel.binary\":\"Ly5ib290L2tlcm5lbA==\","
                            + "\"com.urunc.unikernel.cmdline\":\"cmVkaXMtc2VydmVyIC9kYXRhL2NvbmYvcmVkaXMuY29uZg==\","
                            + "\"com.urunc.unikernel.hypervisor\":\"aHZ0\","
                            + "\"com.urunc.unikernel.mountRootfs\":\"dHJ1ZQ==\","
                            + "\"com.urunc.unikernel.unikernelType\":\"cnVtcHJ1bg==\"}");
        }
    }

    @Test
    void aReadyBlockImageBecomesBunnysExampleF() throws IOException {
        Path disk = Files.writeString(directory.resolve("root.ufs"), "disk");
        try (BuiltImage built =
                Builder.build(request("freebsd", "firecracker", new Rootfs.BlockFile(disk), "/bin/sh"))) {
            assertThat(built.metadata().annotations())
                    .containsEntry("com.urunc.unikernel.block", "/.boot/rootfs")
                    .containsEntry("com.urunc.unikernel.blkMntPoint", "/")
                    .containsEntry("com.urunc.unikernel.mountRootfs", "false");
        }
        try (BuiltImage built = Builder.build(request("rumprun", "hvt", new Rootfs.BlockFile(disk)))) {
            assertThat(built.metadata().annotations()).containsEntry("com.urunc.unikernel.blkMntPoint", "/data");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unikraft", "linux"})
    void withoutRootfsNothingIsSaidOfOne(String framework) throws IOException {
        try (BuiltImage built = Builder.build(request(framework, "qemu", new Rootfs.None()))) {
            assertThat(built.metadata().annotations())
                    .doesNotContainKey("com.urunc.unikernel.initrd")
                    .containsEntry("com.urunc.unikernel.mountRootfs", "false")
                    .containsEntry("com.urunc.unikernel.cmdline", "");
            assertThat(built.image().config().json().object("config"))
                    .satisfies(config -> assertThat(String.valueOf(config)).doesNotContain("Cmd", "Env", "Entrypoint"));
        }
    }

    @Test
    void anInitrdIsMadeOfATree() throws IOException {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Files.writeString(tree.resolve("index.html"), "hi");
        Rootfs rootfs = new Rootfs.InitrdTree(FileTree.of(tree));
        try (BuiltImage built = Builder.build(request("unikraft", "qemu", rootfs))) {
            assertThat(Files.readString(unpack(built.image()).resolve(".boot/rootfs")))
                    .startsWith("070701")
                    .contains("./index.html\0");
            try (Stream<Path> files = Files.list(built.directory())) {
                assertThat(files.map(file -> file.getFileName().toString())).containsExactly("blobs");
            }
        }
    }

    @Test
    void theProcessStandsInTheConfiguration() throws IOException {
        BuildRequest.Command command =
                new BuildRequest.Command(List.of("/init"), List.of("a b", "c"), List.of("X=1", "Y="));
        BuildRequest request = new BuildRequest(
                Origin.of("the test"),
                new BuildRequest.Target("linux", "", "qemu", null),
                kernel,
                new Rootfs.None(),
                command,
                1_000_000_000,
                true);
        try (BuiltImage built = Builder.build(request)) {
            assertThat(built.image().config().entrypoint()).containsExactly("/init");
            assertThat(built.image().config().cmd()).containsExactly("a b", "c");
            assertThat(built.image().config().env()).containsExactly("X=1", "Y=");
            assertThat(built.image().config().created()).isEqualTo("2001-09-09T01:46:40Z");
            assertThat(built.metadata().annotations()).containsEntry("com.urunc.unikernel.cmdline", "a b c");
            assertThat(entries(built.image(), 0))
                    .containsExactly(".boot/ 755 1000000000", ".boot/kernel 644 1000000000");
        }
    }

    @Test
    void afterClosingNothingIsLeft() throws IOException {
        BuiltImage built = Builder.build(request("linux", "qemu", new Rootfs.None()));
        built.close();
        assertThat(built.directory()).doesNotExist();
    }

    private void refused(BuildRequest request, String line) throws IOException {
        long before = temporaryDirectories();
        assertThatThrownBy(() -> Builder.build(request))
                .isInstanceOfSatisfying(
                        JukeException.class,
                        e -> assertThat(e.line().replace(directory.toString(), "DIR"))
                                .isEqualTo(line));
        assertThat(temporaryDirectories()).isEqualTo(before);
    }

    private static long temporaryDirectories() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("juke-build"))
                    .count();
        }
    }

    @Test
    void aGuestAndAMonitorThatDoNotGoTogetherAreRefused() throws IOException {
        refused(
                request("unikraft", "hvt", new Rootfs.None()),
                "the test: a unikraft guest does not run on monitor 'hvt'; use qemu, which Juke runs, or for urunc"
                        + " firecracker or hyperlight");
        refused(
                request("unicraft", "qemu", new Rootfs.None()),
                "the test: framework 'unicraft' is not known; use linux or unikraft, which Juke runs, or for urunc"
                        + " freebsd, hermit, mewz, mirage or rumprun");
        refused(
                request("rumprun", "qemu", new Rootfs.None()),
                "the test: a rumprun guest does not run on monitor 'qemu'; use hvt or spt, which urunc runs and Juke"
                        + " does not");
    }

    @Test
    void whatIsNotCheckedIsPackagedAllTheSame() throws IOException {
        BuildRequest strict = request("my-guest", "my-monitor", new Rootfs.None());
        BuildRequest lenient =
                new BuildRequest(strict.origin(), strict.target(), kernel, strict.rootfs(), NOTHING, 0, false);
        try (BuiltImage built = Builder.build(lenient)) {
            assertThat(built.metadata().unikernelType()).isEqualTo("my-guest");
        }
    }

    @Test
    void aWrongKernelIsRefused() throws IOException {
        Files.write(kernel, TestKernels.elf64(62));
        refused(
                request("linux", "qemu", new Rootfs.None()),
                "kernel DIR/app.elf is a 64-bit ELF file for amd64, which qemu cannot start; build the kernel for qemu:"
                        + " it takes a bzImage, or an ELF file with a multiboot header or a PVH note");
        Files.writeString(kernel, "hello");
        refused(
                request("linux", "qemu", new Rootfs.None()),
                "kernel DIR/app.elf is no kernel but a text file; give an ELF file, a bzImage or an arm64 Image");
        Files.delete(kernel);
        refused(
                request("linux", "qemu", new Rootfs.None()),
                "kernel DIR/app.elf cannot be read: no such file or directory; check the path");
    }

    @Test
    void aKernelForAnotherArchitectureIsRefused() throws IOException {
        BuildRequest request = new BuildRequest(
                Origin.of("the test"),
                new BuildRequest.Target("linux", "", "qemu", Architecture.ARM64),
                kernel,
                new Rootfs.None(),
                NOTHING,
                0,
                false);
        refused(
                request,
                "kernel DIR/app.elf is made for amd64, but the test says arm64; correct platforms.architecture, or name"
                        + " another kernel");
    }

    @Test
    void anEnvironmentEntryWithoutNameIsRefused() throws IOException {
        for (String entry : List.of("NAME", "=value", "")) {
            BuildRequest request = new BuildRequest(
                    Origin.of("the test"),
                    new BuildRequest.Target("linux", "", "qemu", null),
                    kernel,
                    new Rootfs.None(),
                    new BuildRequest.Command(List.of(), List.of(), List.of(entry)),
                    0,
                    true);
            refused(request, "the test: environment entry '" + entry + "' is not NAME=value; correct it");
        }
    }

    private void warns(BuildRequest request, String... warnings) {
        try (BuiltImage built = Builder.build(request)) {
            assertThat(built.warnings()).containsExactly(warnings);
        }
    }

    @Test
    void whatSurprisesWhoeverRunsTheImageIsAWarning() {
        warns(request("unikraft", "qemu", new Rootfs.None(), "x"));
        warns(
                request("mirage", "qemu", new Rootfs.None(), "x"),
                "Juke packages a mirage guest for monitor qemu, but does not run it; urunc may");
        warns(
                request("linux", "qemu", new Rootfs.ImageTree(FileTree.of(List.of())), "x"),
                "Juke packages the files of rootfs.type raw, but does not show them to a guest; urunc may. For Juke,"
                        + " write 'type: initrd'");
        warns(
                request("unikraft", "qemu", new Rootfs.None()),
                "the image has no command: Podman and Docker run it only when they are given one; add cmd");
    }

    @Test
    void aNulInAnArgumentIsRefused() throws IOException {
        refused(
                request("linux", "qemu", new Rootfs.None(), "a\0b"),
                "the test: an argument or environment entry holds a NUL byte; remove it");
    }

    @Test
    void filesThatAreNotThereAreRefused() throws IOException {
        refused(
                request("linux", "qemu", new Rootfs.InitrdFile(directory.resolve("none"))),
                "initrd DIR/none does not exist; name a file");
        refused(
                request("linux", "qemu", new Rootfs.BlockFile(directory)),
                "block image DIR is a directory; name a file");
    }

    @Test
    void aFileThatVanishesWhileBuildingLeavesNothing() throws IOException {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Path file = Files.write(tree.resolve("f"), "x".getBytes(UTF_8));
        Rootfs rootfs = new Rootfs.InitrdTree(FileTree.of(tree));
        Files.delete(file);
        refused(
                request("linux", "qemu", rootfs),
                "the test: the image cannot be built: DIR/tree/f: no such file or directory; check the path");
    }
}
