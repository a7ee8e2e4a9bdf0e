/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.machine.Architecture;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Origin;
import dev.juke.pack.Rootfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BunnyfileTest {
    private static final String HEAD = """
            #syntax=registry.example/packer:1
            version: v0.1
            platforms: { framework: linux, monitor: qemu }
            """;
    private static final String KERNEL = "kernel: { from: local, path: app.elf }\n";

    @TempDir
    private Path context;

    private Path file;

    @BeforeEach
    void makeContext() throws IOException {
        file = context.resolve("bunnyfile");
        Files.writeString(context.resolve("app.elf"), "");
        Files.writeString(context.resolve("fs.img"), "");
        Files.createDirectories(context.resolve("conf"));
        Files.writeString(context.resolve("conf/a"), "");
    }

    private BuildRequest read(String text) throws IOException {
        Files.writeString(file, text);
        return Bunnyfile.read(file, context, 7, true);
    }

    /** The text is refused with that line, where {@code FILE} stands for the build file's path. */
    private void refused(String text, String line) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        JukeException.class,
                        e -> assertThat(e.line()
                                        .replace(file.toString(), "FILE")
                                        .replace(context.toString(), "DIR"))
                                .isEqualTo(line));
    }

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
        assertThat(request)
                .isEqualTo(new BuildRequest(
                        request.origin(),
                        new BuildRequest.Target("unikraft", "0.10", "qemu", Architecture.AMD64),
                        context.resolve("app.elf"),
                        new Rootfs.InitrdFile(context.resolve("fs.img")),
                        new BuildRequest.Command(List.of("/init"), List.of("/server", "-v 1"), List.of("A=1", "B=x y")),
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
        refused("{}", "FILE:1:1: version is missing; add it");
        refused("cmd: [a]", "FILE:1:1: version is missing; add it");
        refused("version: ''", "FILE:1:10: version is missing; add it");
        refused(
                "version: v0.1",
                "FILE:1:1: platforms is missing; add 'platforms: { framework: unikraft, monitor: qemu }'");
        refused("version: v0.1\nplatforms:\n  monitor: qemu", "FILE:3:3: platforms.framework is missing; add it");
        refused("version: v0.1\nplatforms:\n  framework: linux", "FILE:3:3: platforms.monitor is missing; add it");
        refused(HEAD, "FILE:2:1: kernel is missing; add 'kernel: { from: local, path: FILE }'");
        refused(HEAD + "kernel: { from: local }", "FILE:4:9: kernel.path is missing; add it");
        refused(HEAD + "kernel: { path: app.elf }", "FILE:4:9: kernel.from is missing; add it");
        refused(HEAD + "kernel:", "FILE:2:1: kernel is missing; add 'kernel: { from: local, path: FILE }'");
        refused(HEAD + "kernel: {}", "FILE:4:9: kernel.from is missing; add it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "rootfs: { path: x }|FILE:5:17: rootfs.path is given, but rootfs.from is scratch; write 'from: local'",
                "rootfs: { from: img, path: x, type: raw }|FILE:5:28: rootfs.path is given, but rootfs.type is raw; use rootfs.include, or another type",
                "rootfs: { from: local, type: raw }|FILE:5:30: rootfs.from is local, but rootfs.type is raw; use rootfs.include, or another type",
                "rootfs: { from: local, path: x, include: [a] }|FILE:5:43: rootfs.include is given, but rootfs.from is local; write 'from: scratch'",
                "rootfs: { from: img, include: [a] }|FILE:5:32: rootfs.include adds to an image, but rootfs.type is not raw; write 'type: raw'",
                "rootfs: { type: floppy }|FILE:5:17: framework linux has no rootfs of type 'floppy'; use initrd or block or raw",
                "rootfs: { type: block, include: [conf] }|FILE:5:17: a block image is not built from rootfs.include; make it with mke2fs -d, and give its path",
                "rootfs: { from: local }|FILE:5:17: rootfs.from is local, but rootfs.path is missing; name the initrd or block image",
                "rootfs: { from: local, path: fs.img }|FILE:5:30: rootfs.path is given, but not what it is; write 'type: initrd' or 'type: block'",
                "rootfs: { from: redis, type: raw }|FILE:5:17: rootfs.from names the image 'redis', and taking files from images is not supported yet; copy the file out of the image and write 'from: local'",
                "rootfs: { from: local, path: none, type: block }|FILE:5:30: 'none' does not exist in the context DIR; check the path"
            })
    void aRootfsThatMakesNoSenseIsRefused(String rootfs, String line) {
        refused(HEAD + KERNEL + rootfs, line);
    }

    @Test
    void unikraftHasNoBlockImages() {
        refused(
                HEAD.replace("linux", "unikraft") + KERNEL + "rootfs: { from: local, path: fs.img, type: block }",
                "FILE:5:44: framework unikraft has no rootfs of type 'block'; use initrd or raw");
    }

    @Test
    void theRootfsIsWhatItsSourceAndTypeSay() throws IOException {
        assertThat(read(HEAD + KERNEL).rootfs()).isEqualTo(new Rootfs.None());
        assertThat(read(HEAD + KERNEL + "rootfs: { from: scratch, type: block }")
                        .rootfs())
                .isEqualTo(new Rootfs.None());
        assertThat(read(HEAD + KERNEL + "rootfs: { from: local, path: fs.img, type: block }")
                        .rootfs())
                .isEqualTo(new Rootfs.BlockFile(context.resolve("fs.img")));
        assertThat(read(HEAD + KERNEL + "rootfs: { include: [conf] }").rootfs()).isInstanceOf(Rootfs.ImageTree.class);
        assertThat(read(HEAD.replace("linux", "unikraft") + KERNEL + "rootfs: { include: [conf] }")
                        .rootfs())
                .isInstanceOf(Rootfs.InitrdTree.class);
    }

    @Test
    void bothShapesOfIncludeMayBeMixed() throws IOException {
        BuildRequest request = read(HEAD + KERNEL + """
                rootfs:
                  type: initrd
                  include:
                    - conf/:/etc
                    - app.elf
                    - "conf/a:"
                    - { source: fs.img, destination: /disk/ }
                    - { from: local, source: conf/a, destination: b:c }
                """);
        assertThat(((Rootfs.InitrdTree) request.rootfs()).tree().nodes().keySet())
                .containsExactly("app.elf", "b:c", "conf", "conf/a", "disk", "disk/fs.img", "etc", "etc/a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "':/x'|FILE:5:22: an element of rootfs.include names no source; write SOURCE[:DESTINATION]",
                "[a]|FILE:5:22: an element of rootfs.include is neither a text nor a mapping; write SOURCE[:DESTINATION], or the keys from, source and destination",
                "{ destination: /x }|FILE:5:22: rootfs.include.source is missing; add it",
                "{ source: conf }|FILE:5:22: rootfs.include.destination is missing; add it",
                "{ source: conf, target: x }|FILE:5:38: unknown key 'rootfs.include.target'; known here are: from, source, destination",
                "{ from: img, source: a, destination: b }|FILE:5:30: rootfs.include.from names the image 'img', and taking files from images is not supported yet; copy the file out of the image and write 'from: local'",
                "none|FILE:5:22: 'none' does not exist in the context DIR; check the path",
                "../x|FILE:5:22: '../x' lies outside of the context DIR; copy it into the context",
                "conf/../../x|FILE:5:22: 'conf/../../x' lies outside of the context DIR; copy it into the context",
                "link/a|FILE:5:22: 'link/a' goes through the symbolic link DIR/link; name the directory that it points at"
            })
    void anIncludeThatMakesNoSenseIsRefused(String include, String line) throws IOException {
        Files.createSymbolicLink(context.resolve("link"), Path.of("conf"));
        refused(HEAD + KERNEL + "rootfs: { include: [ " + include + " ] }", line);
    }

    @ParameterizedTest
    @CsvSource({
        "kernal: x,5,FILE:5:1: unknown key 'kernal'; did you mean 'kernel'?",
        "env: [A=1],5,FILE:5:1: unknown key 'env'; did you mean 'envs'?",
        "Cmd: [a],5,FILE:5:1: unknown key 'Cmd'; did you mean 'cmd'?",
        "rootfs: { form: local },5,FILE:5:11: unknown key 'rootfs.form'; did you mean 'from'?"
    })
    void aMistypedKeyIsRefusedWithTheNearest(String text, int line, String words) {
        refused(HEAD + KERNEL + text, words);
        assertThat(words).contains(":" + line + ":");
    }

    @Test
    void aKeyThatIsFarFromAllIsRefusedWithAll() {
        refused(
                HEAD + KERNEL + "application: x",
                "FILE:5:1: unknown key 'application'; known here are: version, platforms, rootfs, kernel, cmd, cmdline,"
                        + " entrypoint, envs");
    }

    @Test
    void aValueOfAnotherKindIsRefused() {
        refused(HEAD + KERNEL + "cmd: /server", "FILE:5:6: cmd must be a list, but is a text; write ['A', 'B']");
        refused(HEAD + KERNEL + "cmd: [[a]]", "FILE:5:7: cmd must be a text, but is a list; write it in quotes");
        refused(HEAD + "kernel: app.elf", "FILE:4:9: kernel must have keys, but is a text; write 'KEY: VALUE' lines");
        refused("- a", "FILE:1:1: a build file must have keys, but is a list; write 'KEY: VALUE' lines");
        refused("hello", "FILE:1:1: a build file must have keys, but is a text; write 'KEY: VALUE' lines");
    }

    @Test
    void aContainerfileIsKnownAsSuch() {
        for (String text : List.of("FROM scratch\nCOPY a b\n", "#syntax=x\n\n# about\nARG A=1\nFROM $A\n")) {
            refused(
                    text,
                    "FILE is a Containerfile, which Juke does not read yet; write a bunnyfile: 'version: v0.1' …");
        }
    }

    @Test
    void aKeyThatIsThereTwiceIsRefused() {
        refused(HEAD + KERNEL + KERNEL, "FILE:5:1: key 'kernel' is there twice; remove one");
        refused(HEAD + KERNEL + "cmd:\ncmd: [a]", "FILE:6:1: key 'cmd' is there twice; remove one");
    }

    @Test
    void whatIsNoYamlIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> read("version: [")).hasMessageStartingWith(file + ":1:11: ");
        assertThatThrownBy(() -> read("version: v0.1\n  bad: [\n")).hasMessageStartingWith(file + ":2:6: ");
        assertThatThrownBy(() -> read("a: 1\n---\nb: 2\n")).hasMessageStartingWith(file + ":2:1: ");
        assertThatThrownBy(() -> read("a: *b\n")).hasMessageStartingWith(file + ":1:4: ");
        assertThatThrownBy(() -> read("a: \"\u0001\"\n")).hasMessageContaining(file.toString());
        refused("", "FILE is empty; a build file begins with its version: 'version: v0.1'");
        refused("# nothing\n", "FILE is empty; a build file begins with its version: 'version: v0.1'");
    }

    @Test
    void whatIsNoTextIsRefused() throws IOException {
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> Bunnyfile.read(file, context, 0, true)).hasMessage(file + " is no text in UTF-8");
        Files.write(file, new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> Bunnyfile.read(file, context, 0, true))
                .hasMessage(file + " has more than 1048576 bytes");
        Files.delete(file);
        assertThatThrownBy(() -> Bunnyfile.read(file, context, 0, true))
                .hasMessage("build file " + file + " cannot be read: no such file or directory");
    }

    @Test
    void aBombOfAliasesIsRefusedQuickly() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatThrownBy(() -> read(bomb.toString())).isInstanceOf(JukeException.class));
    }

    @Test
    void aListThatHoldsItselfIsRefused() {
        assertThatThrownBy(() -> read(HEAD + KERNEL + "cmd: &a [*a]")).isInstanceOf(JukeException.class);
    }

    @Test
    void anchorsWork() throws IOException {
        assertThat(read(HEAD + KERNEL + "cmd: &c [a, b]\nentrypoint: *c")
                        .command()
                        .entrypoint())
                .containsExactly("a", "b");
    }

    @Test
    void anOldCommandLineIsSplitAtEveryBlank() throws IOException {
        assertThat(read(HEAD + KERNEL + "cmdline: a  b").command().cmd()).containsExactly("a", "", "b");
        assertThat(read(HEAD + KERNEL + "cmdline: a b\ncmd: [c]").command().cmd())
                .containsExactly("c");
        assertThat(read(HEAD + KERNEL + "cmdline: ''").command().cmd()).isEmpty();
    }

    @Test
    void nullsAreWhatIsNotThere() throws IOException {
        assertThat(read(HEAD + KERNEL + "cmd: ~\nrootfs:\nenvs: null").rootfs()).isEqualTo(new Rootfs.None());
        assertThat(read(HEAD + KERNEL + "cmd: ['', ~, \"null\"]").command().cmd())
                .containsExactly("", "", "null");
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
        refused(
                HEAD + "kernel: { from: 'unikraft.org/nginx:1.15', path: /unikraft/bin/kernel }",
                "FILE:4:17: kernel.from names the image 'unikraft.org/nginx:1.15', and taking files from images is not"
                        + " supported yet; copy the file out of the image and write 'from: local'");
    }
}
