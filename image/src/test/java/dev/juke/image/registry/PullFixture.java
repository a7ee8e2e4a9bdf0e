/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.image.Image;
import dev.juke.image.Platform;
import dev.juke.image.SampleImages;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.registry.FakeRegistry.Reply;
import dev.juke.image.registry.FakeRegistry.Request;
import dev.juke.image.store.ImageStore;
import dev.juke.image.store.StoredImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A registry that has one image, and a store without any. */
abstract class PullFixture {
    private static final long SEED = 42;
    static final Patience SHORT = new Patience(Duration.ofMillis(500), 4, Duration.ofMillis(1), Duration.ofSeconds(2));
    static final RegistryOptions OPTIONS =
            RegistryOptions.of(Map.of("REGISTRY_AUTH_FILE", "/nonexistent")).with(SHORT);

    @TempDir
    Path directory;

    FakeRegistry registry;
    ImageStore store;
    Image image;

    @BeforeEach
    void aRegistryWithAnImage() throws IOException {
        registry = new FakeRegistry();
        store = new ImageStore(directory.resolve("store"));
        image = random("a");
        registry.add("team/app", "1", image);
    }

    @AfterEach
    void nothingIsLeftOfWork() throws IOException {
        registry.close();
        Path work = store.root().resolve("tmp");
        if (Files.isDirectory(work)) {
            try (Stream<Path> left = Files.list(work)) {
                assertThat(left).isEmpty();
            }
        }
    }

    /** Something that cannot be compressed, so that its layer is large. */
    Image random(String name) throws IOException {
        byte[] noise = new byte[300_000];
        new Random(SEED).nextBytes(noise);
        String text = new String(noise, StandardCharsets.ISO_8859_1);
        OciLayout layout = OciLayout.openOrCreate(directory.resolve(name));
        return SampleImages.image(
                layout, Platform.host(), SampleImages.file("noise", text), SampleImages.file("name", name));
    }

    StoredImage pull(String name) {
        return pull(name, OPTIONS);
    }

    StoredImage pull(String name, RegistryOptions options) {
        try (Registry client = new Registry(options)) {
            return store.add(client.find(RemoteName.parse(registry.name() + "/" + name), Platform.host()));
        }
    }

    void refused(String name, String... words) {
        assertThatThrownBy(() -> pull(name))
                .isInstanceOfSatisfying(
                        JukeException.class, e -> assertThat(e.line()).contains(words));
        assertThat(store.list()).isEmpty();
        Path blobs = store.root().resolve("blobs/sha256");
        assertThat(Files.isDirectory(blobs) ? files(blobs) : List.of()).isEmpty();
    }

    static List<String> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static boolean isLayer(Request request, Image image) {
        return request.path()
                .endsWith(image.manifest().layers().getFirst().digest().toString());
    }

    byte[] layer() {
        byte[] blob = registry.blobs()
                .get(image.manifest().layers().getFirst().digest().toString());
        return Objects.requireNonNull(blob);
    }

    /** A rule for the first requests for the large layer. */
    void firstLayers(int times, Reply reply) {
        AtomicInteger left = new AtomicInteger(times);
        registry.rule(request -> isLayer(request, image) && left.getAndDecrement() > 0 ? reply : null);
    }
}
