/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TarFilesTest {
    @TempDir
    private Path directory;

    private final List<String> warnings = new ArrayList<>();

    private FileTree read(String... lines) throws IOException {
        return FileTree.ofTar(Tars.write(directory.resolve("a.tar"), lines), directory, warnings::add);
    }

    private FileTree layers(String[]... layers) throws IOException {
        FileTree tree = new FileTree();
        TarFiles files = new TarFiles(tree);
        int number = 0;
        for (String[] lines : layers) {
            files.layer(Tars.write(directory.resolve(number++ + ".tar"), lines), "image");
        }
        return tree;
    }

    private static String[] layer(String... lines) {
        return lines;
    }

    static String text(FileTree tree, String path) throws IOException {
        Node.File file = (Node.File) Objects.requireNonNull(tree.find(path), path);
        return new String(file.content().open().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void ownersModesAndContentsAreThoseOfTheArchive() throws IOException {
        FileTree tree = read("./", "./bin/", "bin/tool=#x", "link->/bin/tool", "deep/er/file=x");
        assertThat(tree.nodes().keySet()).containsExactly("bin", "bin/tool", "deep", "deep/er", "deep/er/file", "link");
        assertThat(Objects.requireNonNull(tree.get("bin/tool")).permissions()).isEqualTo(new Permissions(04640, 7, 8));
        assertThat(tree.get("bin")).isEqualTo(new Node.Directory(new Permissions(0750, 7, 8)));
        assertThat(tree.get("deep")).isEqualTo(new Node.Directory(Permissions.DIRECTORY));
        assertThat(text(tree, "link")).isEqualTo("#x");
        assertThat(text(tree, "deep/er/file")).isEqualTo("x");
    }

    @Test
    void aPlainArchiveIsReadWhereItLiesAndACompressedOneIsDecompressedOnce() throws IOException {
        Path plain = Tars.write(directory.resolve("a.tar"), "a=1", "b=2");
        assertThat(((Node.File) Objects.requireNonNull(
                                FileTree.ofTar(plain, directory, warnings::add).get("a")))
                        .content()
                        .file())
                .isEqualTo(plain);
        Path compressed = directory.resolve("a.tgz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(plain, out);
        }
        Path work = Files.createDirectory(directory.resolve("work"));
        FileTree tree = FileTree.ofTar(compressed, work, warnings::add);
        assertThat(text(tree, "a") + text(tree, "b")).isEqualTo("12");
        try (java.util.stream.Stream<Path> files = Files.list(work)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void theNamesOfOneFileHaveOneContent() throws IOException {
        FileTree tree = read("a=1", "b=>a", "c=1", "l->a", "m=>l");
        Content content = ((Node.File) Objects.requireNonNull(tree.get("a"))).content();
        assertThat(((Node.File) Objects.requireNonNull(tree.get("b"))).content())
                .isSameAs(content);
        assertThat(((Node.File) Objects.requireNonNull(tree.get("c"))).content())
                .isNotSameAs(content);
        assertThat(tree.get("m")).isEqualTo(tree.get("l"));
        assertThat(new HardLinks(tree).names("b", (Node.File) Objects.requireNonNull(tree.get("b"))))
                .containsExactly("a", "b");
    }

    @Test
    void devicesAreLeftOutAndToldOfOnce() throws IOException {
        assertThat(read("dev/null!", "dev/zero!", "x=1").nodes().keySet()).containsExactly("x");
        assertThat(warnings)
                .containsExactly(directory + "/a.tar: 'dev/null' and 1 more are devices or pipes and are left out");
    }

    @Test
    void layersGoOverLayersThroughTheirLinks() throws IOException {
        FileTree tree = layers(
                layer("usr/lib/", "lib->usr/lib", "etc/a=1", "etc/b=2", "etc/d/x=1", "f=1"),
                layer("lib/new=3", "etc/.wh.a", "etc/c=4", "f/", "f/g=5"),
                layer("etc/d/y=2", "etc/d/.wh..wh..opq", ".wh.none", "./.wh..wh.plnk"));
        assertThat(tree.nodes().keySet())
                .containsExactly(
                        "etc",
                        "etc/b",
                        "etc/c",
                        "etc/d",
                        "etc/d/y",
                        "f",
                        "f/g",
                        "lib",
                        "usr",
                        "usr/lib",
                        "usr/lib/new");
        assertThat(text(tree, "/lib/new")).isEqualTo("3");
    }

    @Test
    void whiteoutsRemoveOnlyWhatLowerLayersMade() throws IOException {
        assertThat(layers(layer("a/old=1"), layer("a/new=2", ".wh.a")).nodes().keySet())
                .containsExactly("a", "a/new");
        assertThat(layers(layer("a/old=1"), layer(".wh.a", "a=2")).nodes().keySet())
                .containsExactly("a");
    }

    @Test
    void anArchiveOfFilesHasNoWhiteouts() throws IOException {
        assertThat(read("a=1", ".wh.a=").nodes().keySet()).containsExactly(".wh.a", "a");
    }

    @Test
    void linksOutOfItLeadNowhereElse() throws IOException {
        FileTree tree = read("up->../../..", "etc/passwd=mine", "abs->/etc", "loop->loop", "up/x=1", "abs/new=2");
        assertThat(text(tree, "up/etc/passwd")).isEqualTo("mine");
        assertThat(text(tree, "abs/new")).isEqualTo("2");
        assertThat(tree.nodes()).containsKeys("x", "etc/new");
        assertThat(tree.find("../../etc/shadow")).isNull();
        assertThatThrownBy(() -> tree.find("loop")).hasMessage("'loop' goes through too many links");
    }

    @ParameterizedTest
    @CsvSource({
        "../a=1,'a.tar: ''../a'' points outside of the archive'",
        "a/../../b=1,'a.tar: ''a/../../b'' points outside of the archive'",
        "b=>../a,'a.tar: ''../a'' points outside of the archive'",
        "b=>none,'a.tar: ''b'' is a hard link to ''none'', which is no file'",
        "b->,'a.tar: ''b'' is a link to nothing'"
    })
    void whatNoHonestToolWritesIsRefused(String line, String message) {
        assertThatThrownBy(() -> read("a=1", line))
                .isInstanceOf(JukeException.class)
                .hasMessage(directory + "/" + message);
    }

    @Test
    void whatLiesInAFileIsRefused() {
        assertThatThrownBy(() -> read("a=1", "a/b=2"))
                .hasMessageEndingWith("'a/b' lies in something that is no directory");
    }

    @Test
    void longAndDeepPathsAreRefused() {
        assertThatThrownBy(() -> read("x/".repeat(257) + "f=1")).hasMessageEndingWith("is deeper than 256 directories");
        assertThatThrownBy(() -> read("x".repeat(5000) + "=1")).hasMessageEndingWith("is longer than 4096 characters");
    }

    @Test
    void ownersMustBeNumbersOf32Bits() throws IOException {
        Path file = directory.resolve("o.tar");
        try (TarWriter tar = new TarWriter(Files.newOutputStream(file))) {
            tar.write(new TarEntry("a", TarEntry.Kind.FILE, "", 0644, 1L << 32, 0, 0, 0, 0));
            tar.finish();
        }
        assertThatThrownBy(() -> FileTree.ofTar(file, directory, warnings::add))
                .hasMessageEndingWith("'a' belongs to an impossible user or group");
    }

    @Test
    void manyDeepDirectoriesAreAnAvalancheOfNames() throws IOException {
        Path file = directory.resolve("deep.tar");
        try (TarWriter tar = new TarWriter(new java.io.BufferedOutputStream(Files.newOutputStream(file)))) {
            for (int i = 0; i < 400; i++) {
                tar.write(TarEntry.file(i + "/" + "abcdefghijklmno/".repeat(250) + "f", 0644, 0, 0));
            }
            tar.finish();
        }
        assertThatThrownBy(() -> FileTree.ofTar(file, directory, warnings::add))
                .hasMessageContaining("names of more than 64 MiB");
    }
}
