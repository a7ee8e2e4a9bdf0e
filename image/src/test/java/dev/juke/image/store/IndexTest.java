/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.ImageName;
import dev.juke.image.ImageSource;
import dev.juke.image.Platform;
import dev.juke.image.SampleImages;
import dev.juke.image.layout.ArchiveFormat;
import dev.juke.image.layout.Destination;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.layout.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index of images for several platforms in the store. */
class IndexTest {
    private static final Platform OTHER = Platform.linux("riscv64");

    @TempDir
    private Path directory;

    private ImageStore store;
    private Image mine;
    private Image others;
    private StoredImage joined;

    @BeforeEach
    void anIndexOfTwo() throws IOException {
        OciLayout layout = OciLayout.openOrCreate(directory.resolve("layout"));
        store = new ImageStore(directory.resolve("store"));
        mine = SampleImages.hello(layout, "mine");
        others = SampleImages.image(layout, OTHER, SampleImages.file("hello", "other"));
        store.add(mine, ImageName.parse("mine"));
        store.add(others, ImageName.parse("others"));
        joined = store.join(List.of("others", "mine"), List.of(ImageName.parse("both")));
    }

    private static List<String> unused(Digest image) {
        return List.of();
    }

    private void onlyTheIndexHasAName() {
        store.remove("mine", false, IndexTest::unused);
        store.remove("others", false, IndexTest::unused);
    }

    @Test
    void thisMachinesImageIsTheOneThatItsNameMeans() {
        assertThat(store.find("both").digest()).isEqualTo(mine.digest());
        assertThat(store.find("both").root().digest()).isEqualTo(joined.root().digest());
        assertThat(store.find("both@" + others.digest()).digest()).isEqualTo(others.digest());
        assertThat(store.find(joined.root().digest().toString()).digest()).isEqualTo(mine.digest());
        assertThat(joined.size()).isGreaterThan(mine.size() + others.size());
    }

    @Test
    void whatItListsStaysWhenItsOwnNamesAreGone() {
        onlyTheIndexHasAName();
        store.prune(digest -> false);
        for (Image image : List.of(mine, others)) {
            assertThat(image.parts())
                    .allMatch(part -> OciLayout.open(store.root()).has(part.digest()));
        }
        store.remove("both", false, IndexTest::unused);
        assertThat(OciLayout.open(store.root()).has(others.digest())).isFalse();
    }

    @Test
    void itIsInUseWhileAnImageThatItListsIs() {
        onlyTheIndexHasAName();
        assertThatThrownBy(() -> store.remove(
                        "both", false, digest -> digest.equals(mine.digest()) ? List.of("web") : List.of()))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("is in use by web");
        store.tag("both", ImageName.parse("second"));
        store.remove("both", false, IndexTest::unused);
        assertThat(store.find("second").root()).isEqualTo(joined.root());
    }

    @Test
    void itsUnpackedImageIsKeptAsLongAsItIs() {
        onlyTheIndexHasAName();
        Path tree = store.rootfs(store.find("both"), note -> {});
        store.prune(digest -> false);
        assertThat(tree.resolve("hello")).exists();
        store.remove("both", false, IndexTest::unused);
        assertThat(tree).doesNotExist();
    }

    @Test
    void itIsWrittenWhole() {
        Path layout = directory.resolve("out");
        new Destination.Directory(layout, "").write(store.find("both").named());
        Path archive = directory.resolve("out.tar");
        new Destination.Archive(archive, ArchiveFormat.OCI)
                .write(store.find("both").named());
        for (Path place : List.of(layout, archive)) {
            try (ImageSource source = Sources.open(place, "both")) {
                assertThat(source.only(OTHER).image().digest()).isEqualTo(others.digest());
                assertThat(source.only(Platform.host()).image().digest()).isEqualTo(mine.digest());
            }
        }
        assertThat(layout.resolve("blobs/sha256/" + joined.root().digest().hex()))
                .exists();
    }

    @Test
    void oneThatIsNotForThisMachineIsListed() {
        StoredImage foreign = store.join(List.of("others"), List.of(ImageName.parse("foreign")));
        assertThat(foreign.digest()).isEqualTo(others.digest());
        assertThat(store.list()).hasSize(4);
    }

    @Test
    void twoImagesForOnePlatformAreRefused() throws IOException {
        Image again = SampleImages.hello(OciLayout.openOrCreate(directory.resolve("layout")), "again");
        store.add(again, ImageName.parse("again"));
        assertThatThrownBy(() -> store.join(List.of("mine", "again"), List.of(ImageName.parse("x"))))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("two images are for " + Platform.host());
        assertThat(store.join(List.of("both", "mine"), List.of(ImageName.parse("x")))
                        .root()
                        .digest())
                .isEqualTo(joined.root().digest());
    }

    @Test
    void aDamagedIndexCanStillBeRemoved() throws IOException {
        onlyTheIndexHasAName();
        Path file = OciLayout.open(store.root()).blob(others.digest());
        Files.writeString(file, "damaged");
        store.remove("both", false, IndexTest::unused);
        assertThat(store.list()).isEmpty();
    }
}
