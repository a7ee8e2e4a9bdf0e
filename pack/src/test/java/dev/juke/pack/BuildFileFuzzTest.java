/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.juke.base.JukeException;
import dev.juke.image.Platform;
import dev.juke.pack.bunnyfile.Bunnyfile;
import dev.juke.pack.nix.ArgsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever text a bunnyfile or args.nix is, the answer is a request or lines that name it, within bounded time. Jazzer guides the search
 * when JAZZER_FUZZ=1; else it only checks the seeds, and as many random changes of them.
 */
@Timeout(120)
class BuildFileFuzzTest {
    private static final int CHANGES = 1000;
    private static final byte[] INTERESTING =
            "{}[]()<>:;,.=+-*/#&!|?@%`~$\"'\\ \t\r\n0aé".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path context;

    @BeforeAll
    static void makeFiles() throws IOException {
        Files.write(context.resolve("k"), TestKernels.multiboot());
        Files.createDirectories(context.resolve("d/e"));
    }

    static Stream<byte[]> bunnyfiles() {
        return Stream.of(
                        "version: v0.1\nplatforms: { framework: linux, monitor: qemu }\nkernel: { from: local, path: k }\n",
                        "version: 0.1\nplatforms:\n  framework: unikraft\n  monitor: qemu\n  architecture: x86\nkernel:\n  from: local\n  path: k\nrootfs:\n  include:\n  - d:/x\n  - { source: k, destination: /d/ }\ncmd: [a, \"b\"]\nenvs: [A=1]\n",
                        "version: &v v0.1\nlabels: { a: *v }\nexpose: [80]\nvolumes: [/a]\nrootfs: { type: block, size: 1M, include: [d] }\n--- x\n",
                        "!q2%2")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<byte[]> argsFiles() {
        return Stream.of(
                        "{ name = \"a\"; tag = \"1\"; files = { \"./k\" = \"/u/k\"; }; annotations = { unikernelType = \"linux\"; hypervisor = \"qemu\"; binary = \"/u/k\"; cmdline = \"x y\"; }; }",
                        "{ pkgs ? import <nixpkgs> { a = [ ''b${c}'' ]; }, ... }@x: let k = ''\n   a\n  ${\"b\"}''; in rec { inherit k; a.b.\"c\" = k + \"d\"; l = [ 1 ./x ] ++ []; s = { } // a; }",
                        "# c\n/* d */ { files = { }; annotations.binary = ''''; mountRootfs = true; }")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    private interface Reader {
        BuildRequest read(Path file, BuildContext context);
    }

    private static void read(byte[] text, String name, Reader reader) throws IOException {
        Path file = Files.write(context.resolve(name), text);
        try (Workspace work = Workspace.create()) {
            BuildContext surroundings = new BuildContext(
                    context,
                    work,
                    (reference, _) -> {
                        throw JukeException.notFound("image '" + reference + "' is not there", "");
                    },
                    Platform.linux("amd64"),
                    Map.of(),
                    "",
                    0,
                    true,
                    text.length % 2 == 0,
                    _ -> {});
            try {
                assertThat(reader.read(file, surroundings).metadata().binary()).isNotEmpty();
            } catch (JukeException e) {
                assertThat(e.line()).contains(file.toString());
            }
        }
    }

    @MethodSource("bunnyfiles")
    @FuzzTest(maxDuration = "60s")
    void anyTextIsABunnyfileOrRefused(byte[] text) throws IOException {
        read(text, "bunnyfile", Bunnyfile::read);
    }

    @MethodSource("argsFiles")
    @FuzzTest(maxDuration = "60s")
    void anyTextIsAnArgsFileOrRefused(byte[] text) throws IOException {
        read(text, "args.nix", ArgsFile::read);
    }

    @RepeatedTest(3)
    void aDamagedFileIsReadOrRefused(RepetitionInfo repetition) throws IOException {
        int number = repetition.getCurrentRepetition();
        byte[] bunnyfile = bunnyfiles().toList().get(number - 1);
        byte[] nix = argsFiles().toList().get(number - 1);
        for (int i = 0; i < CHANGES; i++) {
            Random random = new Random(number * 1_000_000L + i);
            anyTextIsABunnyfileOrRefused(changed(bunnyfile, random));
            anyTextIsAnArgsFileOrRefused(changed(nix, random));
        }
    }

    private static byte[] changed(byte[] seed, Random random) {
        byte[] text = Arrays.copyOf(seed, random.nextInt(8) == 0 ? random.nextInt(seed.length) + 1 : seed.length);
        for (int change = 0; change <= random.nextInt(8); change++) {
            text[random.nextInt(text.length)] = random.nextBoolean()
                    ? INTERESTING[random.nextInt(INTERESTING.length)]
                    : seed[random.nextInt(seed.length)];
        }
        return text;
    }
}
