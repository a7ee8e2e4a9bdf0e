/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.machine.Architecture;
import dev.juke.pack.BootFile;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Description;
import dev.juke.pack.Origin;
import dev.juke.pack.Rootfs;
import dev.juke.pack.Settings;
import dev.juke.unikernel.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BunnyfileTest extends BunnyfileFixture {
    @Test
    void aWholeFileIsRead() throws IOException {
        BuildRequest request = read("""
                #syntax=registry.example/packer:1
                version: v0.1
                platforms:
                  framework: unikraft
                  version: 0.10
                  monitor: qemu
                  architecture: x86
                rootfs: { from: local, path: /fs.img }
                kernel: { from: local, path: ./app.elf }
                cmd: ["/server", "-v 1"]
                entrypoint: [/init]
                envs:
                  - A=1
                  - B=x y
                """);
        assertThat(request.origin().at("envs[1]")).isEqualTo(file + ":14:5");
        BuildRequest.Target target = new BuildRequest.Target("unikraft", "0.10", "qemu", Architecture.AMD64);
        BootFile kernel = BootFile.copied(context.resolve("app.elf"));
        Rootfs rootfs = new Rootfs.Initrd(BootFile.copied(context.resolve("fs.img")));
        List<String> cmd = List.of("/server", "-v 1");
        Metadata metadata = Description.of(request.origin(), target, kernel, rootfs, cmd);
        Settings settings = Settings.NONE
                .running(List.of("/init"), cmd)
                .withEnv(List.of("A=1", "B=x y"))
                .withLabels(metadata.annotations());
        assertThat(request.metadata().annotations()).isEqualTo(metadata.annotations());
        assertThat(request)
                .isEqualTo(new BuildRequest(
                        request.origin(),
                        target,
                        null,
                        List.of(),
                        kernel,
                        rootfs,
                        settings,
                        request.metadata(),
                        7,
                        true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v0.1", "0.1", "'0.1'", "v0.1.0", "0.0.9", "v0", "0.0.99"})
    void aVersionUpToOursIsRead(String version) throws IOException {
        assertThat(read(HEAD.replace("version: v0.1", "version: " + version) + KERNEL))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "0.2.0|version 0.2.0 is newer than v0.1, the newest that Juke reads; write 'version: v0.1', or update Juke",
                "v1|version v1 is newer than v0.1, the newest that Juke reads; write 'version: v0.1', or update Juke",
                "v0.1.1|version v0.1.1 is newer than v0.1, the newest that Juke reads; write 'version: v0.1', or update Juke",
                "one|'one' is no version; write 'version: v0.1'",
                "0.1.|'0.1.' is no version; write 'version: v0.1'",
                "vv0.1|'vv0.1' is no version; write 'version: v0.1'",
                "99999999999|'99999999999' is no version; write 'version: v0.1'"
            })
    void anotherVersionIsRefused(String version, String line) {
        refused(HEAD.replace("version: v0.1", "version: " + version) + KERNEL, "FILE:2:10: " + line);
    }

    @Test
    void whatMustBeThereIsAskedForInBunnysOrder() {
        String platforms = "platforms is missing; add 'platforms: { framework: unikraft, monitor: qemu }'";
        String kernel = "kernel is missing; add 'kernel: { from: local, path: FILE }'";
        String all = "FILE:1:1: version is missing; add it\nFILE:1:1: " + platforms + "\nFILE:1:1: " + kernel;
        refused("{}", all);
        refused("cmd: [a]", all);
        refused("version: v0.1\n" + KERNEL, "FILE:1:1: " + platforms);
        refused(HEAD.replace("v0.1", "''") + KERNEL, "FILE:2:10: version is missing; add it");
        refused(
                "version: v0.1\nplatforms:\n  monitor: qemu\n" + KERNEL,
                "FILE:3:3: platforms.framework is missing; add it");
        refused(
                "version: v0.1\nplatforms:\n  framework: linux\n" + KERNEL,
                "FILE:3:3: platforms.monitor is missing; add it");
        refused(HEAD, "FILE:2:1: " + kernel);
        refused(HEAD + "kernel: { from: local }", "FILE:4:9: kernel.path is missing; add it");
        refused(HEAD + "kernel: { path: app.elf }", "FILE:4:9: kernel.from is missing; add it");
        refused(HEAD + "kernel:", "FILE:2:1: " + kernel);
        refused(HEAD + "kernel: {}", "FILE:4:9: kernel.from is missing; add it");
    }

    @Test
    void anOldCommandLineIsSplitAtEveryBlank() throws IOException {
        assertThat(read(HEAD + KERNEL + "cmdline: a  b").settings().cmd()).containsExactly("a", "", "b");
        assertThat(read(HEAD + KERNEL + "cmdline: a b\ncmd: [c]").settings().cmd())
                .containsExactly("c");
        assertThat(read(HEAD + KERNEL + "cmdline: ''").settings().cmd()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"x86,AMD64", "x86_64,AMD64", "amd64,AMD64", "aarch64,ARM64", "arm64,ARM64"})
    void anArchitectureHasSeveralNames(String name, Architecture architecture) throws IOException {
        assertThat(read(HEAD.replace("qemu }", "qemu, architecture: " + name + " }") + KERNEL)
                        .target()
                        .architecture())
                .isEqualTo(architecture);
    }

    @Test
    void anUnknownArchitectureIsRefused() {
        refused(
                HEAD.replace("qemu }", "qemu, architecture: AMD64 }") + KERNEL,
                "FILE:3:61: architecture 'AMD64' is not known; use x86, x86_64, amd64, aarch64 or arm64");
    }

    @Test
    void whatIsJudgedLaterKnowsItsPlace() throws IOException {
        Origin origin = read(HEAD.replace("qemu }", "qemu, architecture: arm64 }") + KERNEL + "envs: [A]\n")
                .origin();
        assertThat(origin.text()).isEqualTo(file.toString());
        assertThat(origin.at("platforms.framework")).isEqualTo(file + ":3:25");
        assertThat(origin.at("platforms.monitor")).isEqualTo(file + ":3:41");
        assertThat(origin.at("platforms.architecture")).isEqualTo(file + ":3:61");
        assertThat(origin.at("envs[0]")).isEqualTo(file + ":5:8");
        assertThat(origin.at("cmd")).isEqualTo(file.toString());
    }

    @Test
    void aKernelMustLieInTheContext() throws IOException {
        Files.createSymbolicLink(context.resolve("link.elf"), Path.of("app.elf"));
        refused(
                HEAD + "kernel: { from: local, path: ../app.elf }",
                "FILE:4:30: '../app.elf' lies outside of the context DIR; copy it into the context");
        refused(
                HEAD + "kernel: { from: local, path: link.elf }",
                "FILE:4:30: 'link.elf' is a symbolic link; name the file that it points at");
        refused(
                HEAD + "kernel: { from: scratch, path: app.elf }",
                "FILE:4:17: kernel.from is scratch, which holds no kernel; write 'from: local'");
    }
}
