/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.base.json.JsonArray;
import dev.juke.image.Blobs;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.ImageSource;
import dev.juke.image.Index;
import dev.juke.image.MediaType;
import dev.juke.image.Platform;
import dev.juke.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciLayoutTest {
    @TempDir
    private Path directory;

    private OciLayout layout;

    @BeforeEach
    void makeLayout() {
        layout = OciLayout.openOrCreate(directory.resolve("layout"));
    }

    private Image read(Image image) {
        return Image.read(OciLayout.open(layout.directory()), image.descriptor(), Platform.host());
    }

    @Test
    void anImageIsReadAsItWasWritten() throws IOException {
        Image image = SampleImages.hello(layout, "hi");
        SampleImages.list(layout, image, "hello:latest");
        try (ImageSource source = Sources.open(layout.directory(), "")) {
            assertThat(source.only(Platform.host()).names()).hasToString("[hello:latest]");
            assertThat(source.only(Platform.host()).image().digest()).isEqualTo(image.digest());
        }
        assertThat(read(image).config().json().text("x-unknown")).isEqualTo("kept");
        assertThat(layout.directory().resolve("oci-layout")).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    @Test
    void nothingButTheLayoutIsInIt() throws IOException {
        SampleImages.hello(layout, "hi");
        try (BlobWriter abandoned = layout.newBlob()) {
            abandoned.write(1);
        }
        try (Stream<Path> paths = Files.walk(layout.directory())) {
            assertThat(paths.filter(Files::isRegularFile)
                            .map(path -> path.getFileName().toString()))
                    .hasSize(5)
                    .allMatch(name -> (Digest.isHex(name) && name.length() == 64)
                            || List.of("oci-layout", "index.json").contains(name));
        }
    }

    @Test
    void aChangedBlobIsNoticed() throws IOException {
        Image image = SampleImages.hello(layout, "hi");
        Path config = layout.blob(image.id());
        Files.writeString(config, Files.readString(config).replace("/hello", "/hallo"));
        assertThatThrownBy(() -> read(image))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("blob " + image.id() + " is damaged: its digest is sha256:");
    }

    @Test
    void aShorterOrLongerBlobIsNoticed() throws IOException {
        Image image = SampleImages.hello(layout, "hi");
        Path manifest = layout.blob(image.digest());
        String content = Files.readString(manifest);
        Files.writeString(manifest, content + " ");
        assertThatThrownBy(() -> read(image)).hasMessageContaining("is damaged: it is longer than");
        Files.writeString(manifest, content.substring(1));
        assertThatThrownBy(() -> read(image)).hasMessageContaining("were promised");
    }

    @Test
    void aMissingBlobIsNamed() throws IOException {
        Image image = SampleImages.hello(layout, "hi");
        Files.delete(layout.blob(image.id()));
        assertThatThrownBy(() -> read(image)).hasMessage(layout.directory() + ": blob " + image.id() + " is missing");
    }

    @Test
    void aBlobThatIsALinkIsNotFollowed() throws IOException {
        Image image = SampleImages.hello(layout, "hi");
        Path config = layout.blob(image.id());
        Path elsewhere = Files.move(config, directory.resolve("elsewhere"));
        Files.createSymbolicLink(config, elsewhere);
        assertThatThrownBy(() -> read(image)).hasMessageContaining("is no regular file");
    }

    @Test
    void aHugeDocumentIsNotEvenRead() throws IOException {
        Descriptor huge = Descriptor.of(MediaType.MANIFEST, Digest.of(new byte[0]), Blobs.DOCUMENT_LIMIT + 1L);
        assertThatThrownBy(() -> Image.read(layout, huge)).hasMessageContaining("more than the limit of 4194304");
        Files.write(layout.directory().resolve("index.json"), new byte[Blobs.DOCUMENT_LIMIT + 1]);
        assertThatThrownBy(layout::index).hasMessageContaining("more than the limit of 4194304");
    }

    @Test
    void aNestedIndexIsFollowedToThePlatform() throws IOException {
        Image wanted = SampleImages.hello(layout, "hi");
        Image other = SampleImages.image(layout, Platform.linux("riscv64"), SampleImages.file("f", ""));
        Index index = Index.of(List.of(
                other.descriptor().withPlatform(other.config().platform()),
                wanted.descriptor().withPlatform(wanted.config().platform())));
        Descriptor nested = layout.put(MediaType.INDEX, index.bytes());
        layout.write(Index.of(List.of(nested.withAnnotation(Descriptor.REF_NAME, "v1"))));
        try (ImageSource source = Sources.open(layout.directory(), "v1")) {
            assertThat(source.only(Platform.host()).image().digest()).isEqualTo(wanted.digest());
            assertThatThrownBy(() -> source.images(Platform.linux("mips")))
                    .hasMessageContaining("holds nothing for linux/mips, only for linux/riscv64, linux/");
        }
    }

    @Test
    void anIndexThatNamesItselfAgainAndAgainIsRefused() throws IOException {
        Descriptor inner = layout.put(MediaType.INDEX, Index.of(List.of()).bytes());
        for (int i = 0; i < 5; i++) {
            inner = layout.put(MediaType.INDEX, Index.of(List.of(inner)).bytes());
        }
        Descriptor outer = inner;
        assertThatThrownBy(() -> Image.read(layout, outer, Platform.host())).hasMessageContaining("nested too deep");
    }

    @Test
    void manifestsOfOneImageMayStandInTheListItself() throws IOException {
        Image wanted = SampleImages.hello(layout, "hi");
        Image other = SampleImages.image(layout, Platform.linux("riscv64"), SampleImages.file("f", ""));
        layout.write(Index.of(List.of(
                other.descriptor().withPlatform(other.config().platform()),
                wanted.descriptor().withPlatform(wanted.config().platform()))));
        try (ImageSource source = Sources.open(layout.directory(), "")) {
            assertThat(source.only(Platform.host()).image().digest()).isEqualTo(wanted.digest());
        }
    }

    @Test
    void ofSeveralImagesOneMustBeNamed() throws IOException {
        SampleImages.list(layout, SampleImages.hello(layout, "1"), "a:1");
        SampleImages.list(layout, SampleImages.hello(layout, "2"), "b:2");
        try (ImageSource source = Sources.open(layout.directory(), "")) {
            assertThatThrownBy(() -> source.only(Platform.host())).hasMessageEndingWith("holds 2 images: a:1, b:2");
        }
        try (ImageSource source = Sources.open(layout.directory(), "c:3")) {
            assertThatThrownBy(() -> source.only(Platform.host()))
                    .isInstanceOfSatisfying(
                            JukeException.class, e -> assertThat(e.hint()).isEqualTo("it has: a:1, b:2"))
                    .hasMessageEndingWith("holds no image 'c:3'");
        }
    }

    @Test
    void aDirectoryThatIsNoLayoutIsRefused() {
        assertThatThrownBy(() -> Sources.open(directory, ""))
                .hasMessage(directory + " is no OCI image layout: it has no file oci-layout");
    }

    @Test
    void aLayoutOfTheFutureIsRefused() throws IOException {
        Files.write(layout.directory().resolve("oci-layout"), "{\"imageLayoutVersion\":\"2.0.0\"}".getBytes(UTF_8));
        assertThatThrownBy(() -> OciLayout.open(layout.directory())).hasMessageContaining("unknown version '2.0.0'");
    }

    @Test
    void layersAndDiffIdsMustBeAsMany() throws IOException {
        Image image = SampleImages.hello(layout, "hi");
        image.manifest().json().put("layers", new JsonArray());
        Descriptor changed = layout.put(MediaType.MANIFEST, image.manifest().bytes());
        assertThatThrownBy(() -> Image.read(layout, changed))
                .hasMessageContaining("has 0 layers, but its configuration has 1 diff_ids");
    }
}
