/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.Found;
import dev.juke.image.Image;
import dev.juke.image.ImageName;
import dev.juke.image.LockFile;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.SampleImages;
import dev.juke.image.layout.ArchiveFormat;
import dev.juke.image.layout.Destination;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.registry.FakeRegistry;
import dev.juke.image.registry.RegistryOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFinderTest {
    private static final RegistryOptions OPTIONS = RegistryOptions.of(Map.of("REGISTRY_AUTH_FILE", "/nonexistent"));

    @TempDir
    private Path directory;

    private FakeRegistry registry;
    private ImageStore store;
    private Image far;

    @BeforeEach
    void aStoreAndARegistry() throws IOException {
        registry = new FakeRegistry();
        store = new ImageStore(directory.resolve("store"));
        far = sample("far", Platform.host());
        registry.add("team/app", "1", far);
    }

    @AfterEach
    void close() throws IOException {
        registry.close();
    }

    private Image sample(String text, Platform platform) throws IOException {
        OciLayout layout = OciLayout.openOrCreate(directory.resolve("layout-" + text));
        return SampleImages.image(layout, platform, SampleImages.file("hello", text));
    }

    private Digest find(String reference) throws IOException {
        return found(reference, Platform.host(), null).digest();
    }

    private Found found(String reference, Platform wanted, @Nullable LockFile lock) throws IOException {
        try (StoreFinder finder = new StoreFinder(store, OPTIONS, lock)) {
            Found found = finder.find(reference, wanted);
            for (Descriptor part : found.image().parts()) {
                try (InputStream in = found.image().blobs().open(part)) {
                    assertThat(in.readAllBytes()).hasSize((int) part.size());
                }
            }
            return found;
        }
    }

    @Test
    void everyWayToNameAnImageFindsIt() throws IOException {
        Image image = sample("here", Platform.host());
        NamedImage named = new NamedImage(List.of(ImageName.parse("here")), image);
        store.add(named);
        new Destination.Directory(directory.resolve("dir"), "t").write(named);
        new Destination.Archive(directory.resolve("oci.tar"), ArchiveFormat.OCI).write(named);
        new Destination.Archive(directory.resolve("docker.tar"), ArchiveFormat.DOCKER).write(named);
        assertThat(find("here")).isEqualTo(image.digest());
        assertThat(find("store:here:latest")).isEqualTo(image.digest());
        assertThat(find("here@" + image.digest())).isEqualTo(image.digest());
        assertThat(find("oci:" + directory + "/dir:t")).isEqualTo(image.digest());
        assertThat(find("oci-archive:" + directory + "/oci.tar:here")).isEqualTo(image.digest());
        try (StoreFinder finder = new StoreFinder(store, OPTIONS, null)) {
            assertThat(finder.find("docker-archive:" + directory + "/docker.tar", Platform.host())
                            .image()
                            .id())
                    .isEqualTo(image.id());
        }
        assertThat(find(registry.name() + "/team/app:1")).isEqualTo(far.digest());
        assertThat(find("docker://" + registry.name() + "/team/app:1")).isEqualTo(far.digest());
    }

    @Test
    void theStoreComesBeforeTheRegistryUnlessTheRegistryIsForced() throws IOException {
        Image near = sample("near", Platform.host());
        String name = registry.name() + "/team/app:1";
        store.add(near, ImageName.parse(name));
        assertThat(find(name)).isEqualTo(near.digest());
        assertThat(registry.asked()).isEmpty();
        assertThat(find("docker://" + name)).isEqualTo(far.digest());
    }

    @Test
    void anotherPlatformThanTheStoreHasIsAskedOfTheRegistry() throws IOException {
        String name = registry.name() + "/team/app:1";
        store.add(sample("other", Platform.linux("s390x")), ImageName.parse(name));
        assertThat(find(name)).isEqualTo(far.digest());
    }

    @Test
    void aShortNameThatTheStoreLacksIsLookedUpInNoRegistry() {
        assertThatThrownBy(() -> find("nginx"))
                .isInstanceOfSatisfying(
                        JukeException.class,
                        e -> assertThat(e.line()).contains("there is no image 'nginx'", "docker.io/library/NAME"));
    }

    @Test
    void aSecondBuildFetchesNoBlobAgainAndPruneEmptiesTheCache() throws IOException {
        String name = registry.name() + "/team/app:1";
        find(name);
        int before = registry.asked().size();
        find(name);
        assertThat(registry.asked().subList(before, registry.asked().size()))
                .noneMatch(asked ->
                        asked.contains("/blobs/") && !asked.endsWith(far.id().toString()));
        assertThat(store.list()).isEmpty();
        assertThat(store.prune(digest -> false).freed()).isEqualTo(far.size());
        find(name);
    }

    @Test
    void whatIsLockedIsFoundWithoutTheNetworkOnceItIsCached() throws IOException {
        String name = registry.name() + "/team/app:1";
        Path file = directory.resolve("juke.lock");
        LockFile lock = LockFile.open(file);
        assertThat(found(name, Platform.host(), lock).pinned()).isFalse();
        lock.save();
        registry.add("team/app", "1", sample("newer", Platform.host()));
        Found again = found(name, Platform.host(), LockFile.open(file));
        assertThat(again.pinned()).isTrue();
        assertThat(again.digest()).isEqualTo(far.digest());
        assertThat(again.resolved()).isEqualTo(name + "@" + far.digest());
        registry.close();
        assertThat(found(name, Platform.host(), LockFile.open(file)).digest()).isEqualTo(far.digest());
    }

    @Test
    void aLockedImageThatIsGoneIsAnError() throws IOException {
        Path file = directory.resolve("juke.lock");
        LockFile lock = LockFile.open(file);
        Digest gone = Digest.parse("sha256:" + "5".repeat(64));
        NamedImage named = new NamedImage(List.of(ImageName.parse("a")), sample("a", Platform.host()));
        new Destination.Archive(directory.resolve("a.tar"), ArchiveFormat.OCI).write(named);
        store.add(named);
        for (String reference : List.of("a", "oci-archive:" + directory + "/a.tar", registry.name() + "/team/app:1")) {
            lock.put(reference, Platform.host(), gone);
            assertThatThrownBy(() -> found(reference, Platform.host(), lock))
                    .isInstanceOf(JukeException.class)
                    .hasMessageContaining("is locked to " + gone);
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void aLockFileHasStableBytes() throws IOException {
        Path file = directory.resolve("juke.lock");
        LockFile lock = LockFile.open(file);
        Digest digest = Digest.parse("sha256:" + "0".repeat(64));
        lock.put("b", Platform.linux("arm64"), digest);
        lock.put("b", Platform.linux("amd64"), digest);
        lock.put("a", Platform.linux("arm64"), digest);
        lock.save();
        String text = Files.readString(file);
        assertThat(text)
                .startsWith("{\n  \"version\": 1,\n  \"images\": [\n    {\n      \"reference\": \"a\",")
                .endsWith("}\n");
        assertThat(text.indexOf("linux/amd64")).isLessThan(text.lastIndexOf("linux/arm64"));
        Files.writeString(file, text.replace("\"version\": 1", "\"version\": 2"));
        assertThatThrownBy(() -> LockFile.open(file)).hasMessageContaining("is of version 2");
    }

    @Test
    void nothingIsLeftOfAFinderButTheCache() throws IOException {
        find(registry.name() + "/team/app:1");
        try (Stream<Path> left = Files.list(store.root().resolve("tmp"))) {
            assertThat(left).isEmpty();
        }
    }
}
