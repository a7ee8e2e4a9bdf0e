/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.pack.input.BuildLanguage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildFilesTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM scratch",
                "#syntax=x\n\n# about\nARG A=1\nFROM $A\n",
                "from scratch\n",
                "COPY a b",
                "  LABEL a=b"
            })
    void aContainerfileBeginsWithAnInstruction(String text) {
        assertThat(BuildLanguage.of(text)).isEqualTo(BuildLanguage.CONTAINERFILE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ name = 1; }",
                "# c\n{ pkgs ? x }: { }",
                "{ a, b }: { }",
                "{ ... }: { }",
                "{ }: { }",
                "rec { a = 1; }",
                "rec{ a = 1; }",
                "let a = 1; in { }",
                "/* c */ { }",
                "{ /* c */ a = 1; }",
                "{ a.b = 1; }",
                "{ \"a\" = 1; }",
                "{ inherit a; }",
                "{ # c\n a = 1; }",
                "({ })"
            })
    void anArgsFileBeginsAsNixDoes(String text) {
        assertThat(BuildLanguage.of(text)).isEqualTo(BuildLanguage.NIX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing",
                "version: v0.1",
                "{ version: v0.1 }",
                "{ \"version\": v0.1 }",
                "{}",
                "- a",
                "---\nversion: v0.1",
                "%YAML 1.2\n---\n",
                "from: x",
                "RUN: x",
                "let: x"
            })
    void allElseIsABunnyfile(String text) {
        assertThat(BuildLanguage.of(text)).isEqualTo(BuildLanguage.BUNNYFILE);
    }

    @Test
    void theFirstOfTheUsualNamesIsTaken() throws IOException {
        assertThatThrownBy(() -> BuildFiles.find(directory)).hasMessage("there is no build file in " + directory);
        for (String name : new String[] {"args.nix", "Dockerfile", "Containerfile", "Bunnyfile", "bunnyfile"}) {
            Path file = Files.createFile(directory.resolve(name));
            assertThat(BuildFiles.find(directory)).isEqualTo(file);
        }
        assertThatThrownBy(() -> BuildFiles.find(directory.resolve("nowhere")))
                .hasMessageEndingWith("nowhere is no directory");
    }

    @Test
    void theSameImageIsSaidInThreeLanguages() throws IOException {
        Files.write(directory.resolve("network.hvt"), TestKernels.solo5(1, "net:service"));
        String bunnyfile = """
                version: v0.1
                platforms: { framework: mirage, monitor: hvt }
                kernel: { from: local, path: network.hvt }
                """;
        String containerfile = """
                FROM scratch
                COPY network.hvt /unikernel/network.hvt
                LABEL com.urunc.unikernel.unikernelType=mirage com.urunc.unikernel.hypervisor=hvt \\
                  com.urunc.unikernel.binary=/unikernel/network.hvt com.urunc.unikernel.cmdline="" \\
                  com.urunc.unikernel.mountRootfs=false
                """;
        String nix = """
                {
                  name = "network";
                  files = { "./network.hvt" = "/unikernel/network.hvt"; };
                  annotations = {
                    unikernelType = "mirage";
                    hypervisor = "hvt";
                    binary = "/unikernel/network.hvt";
                    cmdline = "";
                    mountRootfs = "false";
                  };
                }
                """;
        Map<String, String> said = meaning(bunnyfile);
        assertThat(meaning(containerfile)).isEqualTo(said);
        assertThat(meaning(nix)).isEqualTo(said);
    }

    /** All that the image says of its unikernel, but for the kernel's place. */
    private Map<String, String> meaning(String text) throws IOException {
        try (Workspace work = Workspace.create()) {
            BuildContext context = Contexts.of(directory, work, 7);
            BuildRequest request = BuildFiles.read(
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "standard input", context);
            Map<String, String> said =
                    Builder.build(request, work).image().manifest().annotations();
            return said.entrySet().stream()
                    .filter(pair -> !pair.getKey().endsWith(".binary"))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }
    }

    @Test
    void errorsOfStandardInputNameIt() {
        try (Workspace work = Workspace.create()) {
            BuildContext context = Contexts.of(directory, work, 7);
            for (String text : new String[] {"version: 9", "{ a = 1; }", "FROM a b c"}) {
                assertThatThrownBy(() -> BuildFiles.read(
                                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                                "standard input",
                                context))
                        .isInstanceOf(JukeException.class)
                        .hasMessageContaining("standard input");
            }
        }
    }
}
