/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.ImageName;
import dev.juke.image.ImageSource;
import dev.juke.image.Manifest;
import dev.juke.image.MediaType;
import dev.juke.image.Platform;
import dev.juke.image.SampleImages;
import dev.juke.image.Tools;
import dev.juke.image.layout.ArchiveFormat;
import dev.juke.image.layout.OciLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageStoreTest {
    private static final ImageName HELLO = ImageName.parse("hello");
    private static final ImageName OTHER = ImageName.parse("other:2");

    @TempDir
    private Path directory;

    private OciLayout layout;
    private ImageStore store;

    @BeforeEach
    void makeStore() {
        layout = OciLayout.openOrCreate(directory.resolve("layout"));
        store = new ImageStore(directory.resolve("store"));
    }

    private static List<String> unused(Digest image) {
        return List.of();
    }

    private Image image(String text) throws IOException {
        return SampleImages.hello(layout, text);
    }

    private List<String> names() {
        return store.list().stream()
                .map(image -> Objects.toString(image.name(), "<none>"))
                .toList();
    }

    private List<String> files(String place) throws IOException {
        Path path = store.root().resolve(place);
        if (!Files.exists(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aStoreThatIsNotThereIsEmptyAndIsNotMade() {
        assertThat(store.list()).isEmpty();
        assertThat(store.lookup("hello")).isNull();
        assertThatThrownBy(() -> store.find("hello")).hasMessage("there is no image 'hello' in " + store.root());
        assertThat(store.root()).doesNotExist();
    }

    @Test
    void anImageIsKeptUnderItsName() throws IOException {
        Image image = image("hi");
        StoredImage stored = store.add(image, HELLO);
        assertThat(store.list()).singleElement().satisfies(found -> {
            assertThat(found.name()).isEqualTo(HELLO);
            assertThat(found.digest()).isEqualTo(image.digest());
            assertThat(found.id()).isEqualTo(image.id());
            assertThat(found.created()).isEqualTo("1970-01-01T00:00:00Z");
            assertThat(found.architecture()).isEqualTo(Platform.host().architecture());
            assertThat(found.label("com.urunc.unikernel.hypervisor")).isEqualTo("qemu");
            assertThat(found.label("none")).isEmpty();
            assertThat(found.size()).isEqualTo(image.size());
        });
        assertThat(stored.image().blobs().where()).isEqualTo(store.root().toString());
        assertThat(files("tmp")).isEmpty();
    }

    @Test
    void anImageIsFoundByNameIdAndDigest() throws IOException {
        Image image = image("hi");
        store.add(image, HELLO);
        for (String text : List.of(
                "hello",
                "hello:latest",
                "localhost/hello",
                image.id().hex().substring(0, 5),
                image.id().toString(),
                image.digest().shortHex())) {
            assertThat(store.find(text).digest()).as(text).isEqualTo(image.digest());
        }
    }

    @Test
    void aBeginningThatSeveralIdsHaveIsRefused() throws IOException {
        // Of 17 ids, two begin with the same digit.
        List<String> digits = new ArrayList<>();
        String twice = "";
        for (int i = 0; twice.isEmpty(); i++) {
            String digit = store.add(image("text " + i), null).id().hex().substring(0, 1);
            twice = digits.contains(digit) ? digit : "";
            digits.add(digit);
        }
        String ambiguous = twice;
        assertThatThrownBy(() -> store.lookup(ambiguous))
                .hasMessage("'" + ambiguous + "' begins the ids of several images");
    }

    @Test
    void anImageOfDockerHubIsFoundWithoutItsRegistryUnlessOneOfThisMachineHasTheName() throws IOException {
        Image image = image("hi");
        store.add(image, ImageName.parse("docker.io/library/hello"));
        assertThat(store.find("hello").digest()).isEqualTo(image.digest());
        assertThat(store.lookup("localhost/hello")).isNull();
        Image local = image("ours");
        store.add(local, HELLO);
        assertThat(store.find("hello").digest()).isEqualTo(local.digest());
        store.remove("hello", false, ImageStoreTest::unused);
        store.remove("hello", false, ImageStoreTest::unused);
        assertThat(names()).isEmpty();
    }

    /** The same image as after a way through Docker's format: its configuration, and another manifest. */
    private Image sibling(Image image) throws IOException {
        byte[] manifest = Manifest.of(
                        image.manifest().config(), image.manifest().layers(), Map.of())
                .bytes();
        return Image.read(layout, layout.put(MediaType.MANIFEST, manifest));
    }

    @Test
    void anIdMeansAllImagesThatHaveIt() throws IOException {
        Image image = image("hi");
        Image sibling = sibling(image);
        assertThat(sibling.id()).isEqualTo(image.id());
        store.add(image, HELLO);
        store.add(sibling, OTHER);
        String id = image.id().shortHex();
        assertThat(store.all(id)).extracting(StoredImage::digest).containsExactly(image.digest(), sibling.digest());
        assertThat(store.find(id).id()).isEqualTo(image.id());
        assertThat(store.all(sibling.digest().shortHex()))
                .extracting(StoredImage::digest)
                .containsExactly(sibling.digest());
        assertThat(store.remove(id, false, ImageStoreTest::unused).deleted())
                .containsExactlyInAnyOrder(image.digest(), sibling.digest());
        assertThat(names()).isEmpty();
    }

    @Test
    void ofSeveralImagesWithOneIdNoneIsRemovedWhenOneIsInUse() throws IOException {
        Image image = image("hi");
        Image sibling = sibling(image);
        store.add(image, HELLO);
        store.add(sibling, OTHER);
        assertThatThrownBy(() -> store.remove(
                        image.id().toString(),
                        true,
                        digest -> digest.equals(sibling.digest()) ? List.of("web") : List.of()))
                .hasMessageContaining("is in use by web");
        assertThat(names()).containsExactly("hello:latest", "other:2");
    }

    @Test
    void aNameThatMovesLeavesItsOldImageWithoutName() throws IOException {
        Image old = image("old");
        store.add(old, HELLO);
        store.add(image("new"), HELLO);
        assertThat(names()).containsExactly("hello:latest", "<none>");
        assertThat(store.find(old.id().toString()).name()).isNull();
    }

    @Test
    void theSameImageAgainChangesNothing() throws IOException {
        store.add(image("hi"), HELLO);
        store.add(image("hi"), HELLO);
        store.add(image("hi"), null);
        assertThat(names()).containsExactly("hello:latest");
    }

    @Test
    void anImageGoesWithItsLastName() throws IOException {
        Image image = image("hi");
        store.add(image, HELLO);
        store.tag("hello", OTHER);
        assertThat(names()).containsExactly("hello:latest", "other:2");
        assertThat(store.remove("hello", false, ImageStoreTest::unused))
                .isEqualTo(new Removal(List.of(HELLO), List.of(), 0));
        assertThat(store.remove("other:2", false, ImageStoreTest::unused))
                .isEqualTo(new Removal(List.of(OTHER), List.of(image.digest()), image.size()));
        assertThat(files("blobs/sha256")).isEmpty();
    }

    @Test
    void anImageWithSeveralNamesIsRemovedByIdOnlyByForce() throws IOException {
        Image image = image("hi");
        store.add(image, HELLO);
        store.tag("hello", OTHER);
        String id = image.id().toString();
        assertThatThrownBy(() -> store.remove(id, false, ImageStoreTest::unused))
                .hasMessageContaining("has several names: [hello:latest, other:2]");
        assertThat(store.remove(id, true, ImageStoreTest::unused).untagged()).containsExactly(HELLO, OTHER);
        assertThat(names()).isEmpty();
    }

    @Test
    void whatIsInUseIsNotRemovedButMayLoseAName() throws IOException {
        Image image = image("hi");
        store.add(image, HELLO);
        store.tag("hello", OTHER);
        Function<Digest, List<String>> users =
                digest -> digest.equals(image.digest()) ? List.of("web", "db") : List.of();
        store.remove("hello", false, users);
        assertThatThrownBy(() -> store.remove("other:2", true, users))
                .isInstanceOfSatisfying(
                        JukeException.class, e -> assertThat(e.category()).isEqualTo(JukeException.Category.CONFLICT))
                .hasMessage("image 'other:2' is in use by web, db");
        assertThat(names()).containsExactly("other:2");
    }

    @Test
    void blobsThatAnotherImageHasStay() throws IOException {
        Image image = image("hi");
        store.add(image, HELLO);
        Image sibling = SampleImages.image(
                layout, Platform.host(), SampleImages.file("hello", "hi"), SampleImages.file("more", ""));
        store.add(sibling, OTHER);
        store.remove("hello", false, ImageStoreTest::unused);
        assertThat(store.find("other:2")
                        .image()
                        .blobs()
                        .open(sibling.manifest().layers().getFirst()))
                .isNotEmpty();
    }

    @Test
    void pruningRemovesImagesWithoutNameThatAreNotInUse() throws IOException {
        Image used = image("used");
        Image unused = image("unused");
        store.add(used, null);
        store.add(unused, null);
        store.add(image("named"), HELLO);
        assertThat(store.prune(used.digest()::equals).deleted()).containsExactly(unused.digest());
        assertThat(names()).containsExactly("hello:latest", "<none>");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsExportedCanBeLoaded(ArchiveFormat format) throws IOException {
        store.add(image("1"), HELLO);
        store.add(image("2"), OTHER);
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        store.export(List.of("hello", "other:2"), format, archive);

        ImageStore second = new ImageStore(directory.resolve("second"));
        assertThat(second.load(new ByteArrayInputStream(archive.toByteArray())))
                .extracting(StoredImage::name)
                .containsExactly(HELLO, OTHER);
        assertThat(second.find("hello").id()).isEqualTo(store.find("hello").id());

        Path file = Files.write(directory.resolve("archive.tar"), archive.toByteArray());
        assertThat(new ImageStore(directory.resolve("third")).load(file)).hasSize(2);
    }

    @Test
    void ofAnArchiveWithADamagedImageNothingIsKept() throws IOException {
        Image good = image("good");
        Image bad = image("bad");
        SampleImages.list(layout, good, "good:1");
        SampleImages.list(layout, bad, "bad:1");
        Path layer = layout.blob(bad.manifest().layers().getFirst().digest());
        byte[] bytes = Files.readAllBytes(layer);
        bytes[bytes.length / 2] ^= 1;
        Files.write(layer, bytes);
        assertThatThrownBy(() -> store.load(layout.directory())).hasMessageContaining("is damaged");
        assertThat(names()).isEmpty();
        assertThat(files("blobs/sha256")).isEmpty();
        assertThat(files("tmp")).isEmpty();
    }

    @Test
    void anImageIsUnpackedOnceAndSharedByAll() throws IOException {
        StoredImage image = store.add(image("hi"), HELLO);
        Path root = store.rootfs(image, note -> {});
        assertThat(root.resolve("hello")).hasContent("hi");
        assertThat(root)
                .isEqualTo(store.root().resolve("rootfs").resolve(image.digest().hex()));
        Object key = Files.getAttribute(root.resolve("hello"), "unix:ino");
        assertThat(Files.getAttribute(store.rootfs(image, note -> {}).resolve("hello"), "unix:ino"))
                .isEqualTo(key);
        assertThat(files("tmp")).isEmpty();
        store.remove("hello", false, ImageStoreTest::unused);
        assertThat(root).doesNotExist();
    }

    @Test
    void anImageThatIsNotInTheStoreIsNotUnpackedThere() throws IOException {
        StoredImage image = store.add(image("hi"), HELLO);
        store.remove("hello", false, ImageStoreTest::unused);
        StoredImage elsewhere = new StoredImage(null, image("hi"), image.root());
        assertThat(elsewhere.digest()).isEqualTo(image.digest());
        assertThatThrownBy(() -> store.rootfs(elsewhere, note -> {})).hasMessageContaining("is not in " + store.root());
        assertThat(files("rootfs")).isEmpty();
        assertThat(files("tmp")).isEmpty();
    }

    @Test
    void aDamagedImageCanStillBeRemovedByItsName() throws IOException {
        Image image = image("hi");
        store.add(image, HELLO);
        Files.delete(store.root().resolve("blobs/sha256").resolve(image.digest().hex()));
        assertThatThrownBy(store::list).hasMessageContaining("blob " + image.digest() + " is missing");
        store.remove("hello", false, ImageStoreTest::unused);
        assertThat(store.list()).isEmpty();
        assertThat(files("blobs/sha256")).isEmpty();
    }

    @Test
    void skopeoReadsTheStoreItself() throws Exception {
        store.add(image("hi"), HELLO);
        assertThat(Tools.run("skopeo", "inspect", "oci:" + store.root() + ":hello:latest"))
                .contains("\"Architecture\"");
    }

    @Test
    void aReferenceIsANameAFileOrAPrefixedPlace() throws IOException {
        Image image = image("hi");
        SampleImages.list(layout, image, "v1");
        store.add(image, HELLO);
        Path archive = directory.resolve("a.tar");
        try (OutputStream out = Files.newOutputStream(archive)) {
            store.export(List.of("hello"), ArchiveFormat.DOCKER, out);
        }
        for (String reference : List.of(
                "hello",
                image.id().shortHex(),
                layout.directory().toString(),
                layout.directory() + ":v1",
                "oci:" + layout.directory(),
                "oci:" + layout.directory() + ":v1",
                "docker-archive:" + archive,
                "docker-archive:" + archive + ":hello:latest",
                archive.toString())) {
            try (ImageSource source = store.open(reference)) {
                assertThat(source.only(Platform.host()).image().id())
                        .as(reference)
                        .isEqualTo(image.id());
            }
        }
        assertThatThrownBy(() -> store.open("nothing"))
                .hasMessage("there is no image 'nothing' in " + store.root() + ", and no such file");
        assertThatThrownBy(() -> store.open("./nothing")).hasMessageContaining("no such file or directory");
        assertThatThrownBy(() -> store.open("oci:" + directory)).hasMessageContaining("is no OCI image layout");
    }
}
