/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.image.Image;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Builder;
import dev.juke.pack.Contexts;
import dev.juke.pack.Rootfs;
import dev.juke.pack.TestKernels;
import dev.juke.pack.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgsFileTest {
    private static final String FILE = """
            {
              name = "hello";
              tag = "1";
              files = { "./hello1.hvt" = "/unikernel/hello.hvt"; };
              annotations = {
                unikernelType = "rumprun";
                hypervisor = "hvt";
                binary = "/unikernel/hello.hvt";
                cmdline = "hello  there";
                initrd = "";
              };
            }
            """;

    private final Workspace work = Workspace.create();

    @TempDir
    private Path directory;

    @BeforeEach
    void makeKernel() throws IOException {
        Files.write(directory.resolve("hello1.hvt"), TestKernels.solo5(1));
        Files.writeString(directory.resolve("fs"), "files");
    }

    @AfterEach
    void close() {
        work.close();
    }

    private BuildRequest read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("args.nix"), text);
        return ArgsFile.read(file, Contexts.of(directory, work, 7));
    }

    private void refused(String text, String lines) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        JukeException.class,
                        e -> assertThat(e.line()
                                        .replace(directory + "/args.nix", "FILE")
                                        .replace(directory.toString(), "DIR"))
                                .isEqualTo(lines));
    }

    @Test
    void anImageRunsTheDeclaredCommandLine() throws IOException {
        BuildRequest request = read(FILE);
        assertThat(request.name()).isEqualTo("hello:1");
        Image image = Builder.build(request, work).image();
        assertThat(image.config().cmd()).containsExactly("hello", "there");
        assertThat(image.config().labels())
                .isEqualTo(image.manifest().annotations())
                .containsEntry("com.urunc.unikernel.binary", "/unikernel/hello.hvt")
                .containsEntry("com.urunc.unikernel.cmdline", "hello  there")
                .containsEntry("com.urunc.unikernel.unikernelType", "rumprun")
                .doesNotContainKey("com.urunc.unikernel.initrd");
        assertThat(image.manifest().layers()).hasSize(2);
        assertThat(request.layers().getFirst().tree().nodes().keySet())
                .containsExactly("unikernel", "unikernel/hello.hvt");
    }

    @Test
    void sourcesOfAFileOutsideOfTheContextBeginInTheContext() throws IOException {
        Path elsewhere = Files.createDirectories(directory.resolve("a/b"));
        Path file = Files.writeString(elsewhere.resolve("args.nix"), FILE);
        assertThatThrownBy(() -> ArgsFile.read(file, Contexts.of(directory, work, 7)))
                .hasMessageContaining("'./hello1.hvt' does not exist in the context " + elsewhere);
        Path context = Files.createDirectories(directory.resolve("context"));
        Files.write(context.resolve("hello1.hvt"), TestKernels.solo5(1));
        assertThat(ArgsFile.read(file, Contexts.of(context, work, 7)).kernel().name())
                .isEqualTo(context.resolve("hello1.hvt").toString());
    }

    @Test
    void anEmptyCommandLineRunsNothing() throws IOException {
        BuildRequest request = read(FILE.replace("hello  there", ""));
        assertThat(request.settings().cmd()).isNull();
        assertThat(request.metadata().annotations()).containsEntry("com.urunc.unikernel.cmdline", "");
    }

    @Test
    void anInitrdADiskAndTheImagesFilesAreKnown() throws IOException {
        String files = FILE.replace("files = {", "files = { \"fs\" = \"/unikernel/fs\";");
        assertThat(read(files.replace("initrd = \"\"", "initrd = \"/unikernel/fs\""))
                        .rootfs())
                .isInstanceOf(Rootfs.Initrd.class);
        assertThat(read(files.replace("initrd = \"\"", "block = \"/unikernel/fs\""))
                        .rootfs())
                .isInstanceOf(Rootfs.Block.class);
        assertThat(read(FILE.replace("initrd = \"\"", "mountRootfs = true")).rootfs())
                .isEqualTo(new Rootfs.ImageTree());
        assertThat(read(FILE.replace("initrd = \"\"", "useDMBlock = \"true\"")).rootfs())
                .isEqualTo(new Rootfs.ImageTree());
        assertThat(read(FILE).rootfs()).isEqualTo(new Rootfs.None());
    }

    @Test
    void namesAreFoundWhereTheyAreWritten() throws IOException {
        assertThat(read("{ pkgs ? import <nixpkgs> {}, ... }:\nlet k = \"/unikernel/hello.hvt\"; in\n"
                                + FILE.replace("= \"/unikernel/hello.hvt\"", "= k"))
                        .metadata()
                        .binary())
                .isEqualTo("/unikernel/hello.hvt");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tag =|tga =|FILE:3:3: unknown key 'tga'; did you mean 'tag'?",
                "initrd =|mountRootFs =|FILE:10:5: unknown key 'annotations.mountRootFs'; did you mean 'mountRootfs'?",
                "\"hvt\"|12|FILE:7:5: annotations.hypervisor must be a text, but is a number; write it in quotes",
                "hypervisor|hypervisr|FILE:7:5: unknown key 'annotations.hypervisr'; did you mean 'hypervisor'?~FILE: annotations.hypervisor is missing; add hypervisor = \"…\";",
                "./hello1.hvt|../x|FILE:4:13: '../x' lies outside of the context DIR; copy it into the context~FILE:8:5: annotations.binary is '/unikernel/hello.hvt', which is no destination of files; add it there: files = { \"./FILE\" = \"/unikernel/hello.hvt\"; }",
                "./hello1.hvt|.|FILE:4:13: '.' is no file; name a file~FILE:8:5: annotations.binary is '/unikernel/hello.hvt', which is no destination of files; add it there: files = { \"./FILE\" = \"/unikernel/hello.hvt\"; }",
                "binary = \"/unikernel|binary = \"/other|FILE:8:5: annotations.binary is '/other/hello.hvt', which is no destination of files; add it there: files = { \"./FILE\" = \"/other/hello.hvt\"; }",
                "initrd = \"\"|mountRootfs = \"maybe\"|FILE:10:5: 'maybe' is neither true nor false; write one of them",
                "\"hello\"|\"Hello World\"|FILE:2:3: 'Hello World:1' is no image name: 'Hello World' is not allowed in it; use lower-case letters and digits, with single '.', '_', '__' or '-' between them: NAME[:TAG]"
            })
    void whatIsWrongIsToldWithItsPlace(String old, String replaced, String lines) {
        refused(FILE.replaceFirst(Pattern.quote(old), replaced), lines.replace("~", "\n"));
    }

    @Test
    void whatIsMissingIsAskedFor() {
        refused(
                "{ }",
                String.join(
                        "\n",
                        List.of(
                                "FILE: files is missing; add files = { … };",
                                "FILE: annotations is missing; add annotations = { … };",
                                "FILE: annotations.unikernelType is missing; add unikernelType = \"…\";",
                                "FILE: annotations.hypervisor is missing; add hypervisor = \"…\";",
                                "FILE: annotations.binary is missing; add binary = \"…\";",
                                "FILE: annotations.cmdline is missing; add cmdline = \"…\";")));
        refused("[ ]", "FILE is a list and no set; write { name = …; tag = …; files = { … }; annotations = { … }; }");
    }
}
