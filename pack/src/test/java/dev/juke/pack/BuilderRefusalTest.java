/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.machine.Architecture;
import dev.juke.pack.tree.FileTree;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuilderRefusalTest {
    private final Workspace work = Workspace.create();

    @TempDir
    private Path directory;

    private Path kernel;
    private Requests requests;

    @BeforeEach
    void makeKernel() {
        requests = Requests.in(directory);
        kernel = directory.resolve("app.elf");
    }

    @AfterEach
    void close() {
        work.close();
    }

    private void refused(Requests asked, String line) {
        assertThatThrownBy(() -> Builder.build(asked.request(), work))
                .isInstanceOfSatisfying(
                        JukeException.class,
                        e -> assertThat(e.line().replace(directory.toString(), "DIR"))
                                .isEqualTo(line));
    }

    @Test
    void aGuestAndAMonitorThatDoNotGoTogetherAreRefused() {
        refused(
                requests.on("unikraft", "hvt"),
                "the test: a unikraft guest does not run on monitor 'hvt'; use qemu, which Juke runs, or for urunc"
                        + " firecracker or hyperlight");
        refused(
                requests.on("unicraft", "qemu"),
                "the test: framework 'unicraft' is not known; use linux or unikraft, which Juke runs, or for urunc"
                        + " freebsd, hermit, mewz, mirage or rumprun");
        refused(
                requests.on("rumprun", "qemu"),
                "the test: a rumprun guest does not run on monitor 'qemu'; use hvt or spt, which urunc runs and Juke"
                        + " does not");
    }

    @Test
    void whatIsNotCheckedIsPackagedAllTheSame() {
        BuiltImage built =
                Builder.build(requests.on("my-guest", "my-monitor").unchecked().request(), work);
        assertThat(built.image().manifest().annotations())
                .containsEntry("com.urunc.unikernel.unikernelType", "my-guest");
    }

    @Test
    void aWrongKernelIsRefused() throws IOException {
        Files.write(kernel, TestKernels.elf64(62));
        refused(
                requests,
                "the test: kernel DIR/app.elf is a 64-bit ELF file for amd64, which qemu cannot start; build the kernel for qemu:"
                        + " it takes a bzImage, or an ELF file with a multiboot header or a PVH note");
        Files.writeString(kernel, "hello");
        refused(
                requests.kernel(BootFile.copied(kernel)),
                "the test: kernel DIR/app.elf is no kernel but a text file; give an ELF file, a bzImage or an arm64 Image");
        Files.delete(kernel);
        refused(requests, "the test: kernel DIR/app.elf cannot be read: no such file or directory; check the path");
    }

    @Test
    void aKernelForAnotherArchitectureIsRefused() {
        refused(
                requests.architecture(Architecture.ARM64).unchecked(),
                "the test: kernel DIR/app.elf is made for amd64, but is said to be for arm64; correct the architecture, or"
                        + " name another kernel");
    }

    @Test
    void anEnvironmentEntryWithoutNameIsRefused() {
        for (String entry : List.of("NAME", "=value", "")) {
            refused(
                    requests.settings(Settings.NONE.withEnv(List.of(entry))),
                    "the test: environment entry '" + entry + "' is not NAME=value; correct it");
        }
    }

    @Test
    void allThatIsWrongIsToldTogetherWithItsPlace() throws IOException {
        Path initrd = Files.writeString(directory.resolve("initrd"), "no cpio");
        BuildRequest plain = requests.architecture(Architecture.ARM64)
                .rootfs(new Rootfs.Initrd(BootFile.copied(initrd)))
                .settings(Settings.NONE.running(List.of("a".repeat(3000)), null))
                .request();
        Origin origin =
                new Origin("b", Map.of("rootfs.path", "b:4:9", "platforms.architecture", "b:2:3", "cmd", "b:7:1"));
        BuildRequest request = new BuildRequest(
                origin,
                plain.target(),
                null,
                List.of(),
                plain.kernel(),
                plain.rootfs(),
                plain.settings(),
                plain.metadata(),
                0,
                true);
        assertThatThrownBy(() -> Builder.build(request, work))
                .hasMessageContaining("b:2:3: kernel ")
                .hasMessageContaining("b:4:9: initrd ")
                .hasMessageContaining("b:7:1: the arguments and the environment make a command line of 3");
    }

    @Test
    void aNulInAnArgumentIsRefused() {
        refused(
                requests.settings(Settings.NONE.running(List.of("a\0b"), null)),
                "the test: an argument or environment entry holds a NUL byte; remove it");
    }

    @Test
    void aBootFileIsAFileThatCanBeRead() throws IOException {
        assertThatThrownBy(() -> BootFile.copied(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> BootFile.copied(directory)).hasMessage(directory + " is a directory");
        assertThatThrownBy(() -> BootFile.copied(Path.of("/dev/null"))).hasMessage("/dev/null is no file");
        Path secret = Files.write(directory.resolve("secret"), "x".getBytes(UTF_8));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(secret), "root reads everything");
        assertThatThrownBy(() -> BootFile.copied(secret)).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void aFileThatVanishesWhileBuildingIsAnError() throws IOException {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Path file = Files.write(tree.resolve("f"), "x".getBytes(UTF_8));
        Rootfs rootfs = new Rootfs.Made(RootfsFormat.CPIO, FileTree.of(tree), 0);
        Files.delete(file);
        refused(
                requests.rootfs(rootfs),
                "the test: the image cannot be built: DIR/tree/f: no such file or directory; check the path");
    }
}
