/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import static dev.juke.image.SampleImages.all;
import static dev.juke.image.SampleImages.entry;
import static dev.juke.image.SampleImages.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.ImageName;
import dev.juke.image.ImageSource;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.SampleImages;
import dev.juke.image.rootfs.Unpacker;
import dev.juke.image.tar.TarEntry.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {
    private static final ImageName NAME = ImageName.parse("hello:1");

    @TempDir
    private Path directory;

    private Image image;

    @BeforeEach
    void makeImage() throws IOException {
        image = SampleImages.hello(OciLayout.openOrCreate(directory.resolve("layout")), "hi");
    }

    private static byte[] archive(ArchiveFormat format, NamedImage... images) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ArchiveWriter.write(List.of(images), format, bytes);
        return bytes.toByteArray();
    }

    private ImageSource open(byte[] bytes) throws IOException {
        return Sources.open(Files.write(directory.resolve("archive.tar"), bytes), "");
    }

    private void refused(byte[] bytes, String words) {
        assertThatThrownBy(() -> {
                    try (ImageSource source = open(bytes)) {
                        source.images(Platform.host());
                    }
                })
                .isInstanceOf(JukeException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @EnumSource
    void anArchiveIsReadAsItWasWritten(ArchiveFormat format) throws IOException {
        ImageName other = ImageName.parse("ghcr.io/x/y:2");
        try (ImageSource source = open(archive(format, new NamedImage(List.of(NAME, other), image)))) {
            NamedImage found = source.only(Platform.host());
            assertThat(found.names()).containsExactly(NAME, other);
            assertThat(found.image().id()).isEqualTo(image.id());
            Path root = Files.createDirectory(directory.resolve("root"));
            Unpacker.unpack(found.image(), root);
            assertThat(root.resolve("hello")).hasContent("hi");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameImagesGiveTheSameBytes(ArchiveFormat format) throws IOException {
        Image copy = SampleImages.hello(OciLayout.openOrCreate(directory.resolve("again")), "hi");
        assertThat(archive(format, new NamedImage(List.of(NAME), copy)))
                .isEqualTo(archive(format, new NamedImage(List.of(NAME), image)));
    }

    @ParameterizedTest
    @EnumSource
    void aCompressedArchiveAndAStreamAreReadToo(ArchiveFormat format) throws IOException {
        byte[] gzip = SampleImages.gzip(archive(format, new NamedImage(List.of(NAME), image)));
        try (ImageSource source = open(gzip)) {
            assertThat(source.only(Platform.host()).image().id()).isEqualTo(image.id());
        }
        try (ImageSource source = Sources.archive(new ByteArrayInputStream(gzip), "standard input")) {
            assertThat(source.only(Platform.host()).image().id()).isEqualTo(image.id());
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneOfSeveralImagesIsFoundByItsName(ArchiveFormat format) throws IOException {
        Image second = SampleImages.hello(OciLayout.open(directory.resolve("layout")), "two");
        byte[] bytes = archive(
                format,
                new NamedImage(List.of(NAME), image),
                new NamedImage(List.of(ImageName.parse("hello:2")), second),
                new NamedImage(List.of(), second));
        Path file = Files.write(directory.resolve("archive.tar"), bytes);
        try (ImageSource source = Sources.open(file, "hello:2")) {
            assertThat(source.only(Platform.host()).image().id()).isEqualTo(second.id());
        }
        try (ImageSource source = Sources.open(file, "hello:3")) {
            assertThatThrownBy(() -> source.images(Platform.host())).hasMessageContaining("holds no image 'hello:3'");
        }
    }

    @Test
    void anArchiveOfBothKindsIsReadAsALayout() throws IOException {
        byte[] layout = archive(ArchiveFormat.OCI, new NamedImage(List.of(NAME), image));
        byte[] list = SampleImages.tar(file("manifest.json", "[]"));
        byte[] both = Arrays.copyOf(list, list.length - 1024 + layout.length);
        System.arraycopy(layout, 0, both, list.length - 1024, layout.length);
        try (ImageSource source = open(both)) {
            assertThat(source.only(Platform.host()).image().digest()).isEqualTo(image.digest());
        }
    }

    /** As {@code docker save} wrote it before version 25: plain layers, equal ones as links. */
    private static byte[] oldDocker(String config, SampleImages.Content... more) throws IOException {
        byte[] layer = SampleImages.tar(file("hello", "hi"));
        String plain = new String(layer, StandardCharsets.ISO_8859_1);
        return SampleImages.tar(all(
                file(
                        "manifest.json",
                        "[{\"Config\":\"c.json\",\"RepoTags\":[\"hello:1\"],\"Layers\":[\"a/layer.tar\",\"b/layer.tar\"]}]"),
                file("c.json", config),
                file("a/layer.tar", plain),
                all(more)));
    }

    private static String config() throws IOException {
        String id = Digest.of(SampleImages.tar(file("hello", "hi"))).toString();
        return "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + id
                + "\",\"" + id + "\"]}}";
    }

    @Test
    void layersThatAreLinksWithinTheArchiveAreFollowed() throws IOException {
        byte[] bytes = oldDocker(config(), entry("b/layer.tar", Kind.SYMLINK, "../a/layer.tar", 0777));
        try (ImageSource source = open(bytes)) {
            Path root = Files.createDirectory(directory.resolve("root"));
            Unpacker.unpack(source.only(Platform.host()).image(), root);
            assertThat(root.resolve("hello")).hasContent("hi");
        }
    }

    @Test
    void linksThatLeadOutOrRoundAreRefused() throws IOException {
        refused(oldDocker(config(), entry("b/layer.tar", Kind.SYMLINK, "../../../etc/passwd", 0777)), "points outside");
        refused(oldDocker(config(), entry("b/layer.tar", Kind.SYMLINK, "layer.tar", 0777)), "is missing");
        refused(oldDocker(config(), entry("b/layer.tar", Kind.SYMLINK, "/etc/passwd", 0777)), "is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a/../../evil", "/../evil"})
    void aNameThatPointsOutsideIsRefused(String name) throws IOException {
        refused(SampleImages.tar(file(name, "")), "has a name that points outside of it: '" + name + "'");
    }

    @Test
    void aNameThatIsThereTwiceIsRefused() throws IOException {
        refused(
                SampleImages.tar(all(file("index.json", "{}"), file("./index.json", "{}"))),
                "holds 'index.json' twice");
    }

    @Test
    void otherArchivesAreRefused() throws IOException {
        refused(SampleImages.tar(file("f", "")), "is no image archive: it has neither oci-layout nor manifest.json");
        refused(new byte[3000], "is no image archive");
        refused("hello".repeat(1000).getBytes(StandardCharsets.UTF_8), "is no tar archive");
        refused(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0, 0}, "is damaged");
    }

    @Test
    void aListThatIsNoListIsRefused() throws IOException {
        refused(SampleImages.tar(file("manifest.json", "{}")), "manifest.json must hold a list");
        refused(SampleImages.tar(file("manifest.json", "[1]")), "manifest.json must hold objects");
        refused(SampleImages.tar(file("manifest.json", "[{}]")), "is missing");
    }

    @Test
    void aTruncatedArchiveIsRefused() throws IOException {
        byte[] bytes = archive(ArchiveFormat.OCI, new NamedImage(List.of(NAME), image));
        refused(Arrays.copyOf(bytes, 2000), "it ends within");
    }

    @ParameterizedTest
    @EnumSource
    void noTemporaryFileIsLeftBehind(ArchiveFormat format) throws IOException {
        long before = temporaryFiles();
        byte[] gzip = SampleImages.gzip(archive(format, new NamedImage(List.of(NAME), image)));
        open(gzip).close();
        refused(SampleImages.gzip(SampleImages.tar(file("f", ""))), "is no image archive");
        refused(SampleImages.gzip(new byte[] {1, 2, 3}), "it ends within a header");
        refused(Arrays.copyOf(gzip, gzip.length / 2), "it ends too early");
        assertThat(temporaryFiles()).isEqualTo(before);
    }

    private static long temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("juke-archive"))
                    .count();
        }
    }
}
