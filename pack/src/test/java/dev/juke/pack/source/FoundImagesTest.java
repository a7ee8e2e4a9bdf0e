/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.image.ImageFinder;
import dev.juke.image.ImageName;
import dev.juke.image.MediaType;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.layout.Destination;
import dev.juke.image.registry.RegistryOptions;
import dev.juke.image.store.ImageStore;
import dev.juke.image.store.StoreFinder;
import dev.juke.pack.BaseImages;
import dev.juke.pack.SourceImages.SourceImage;
import dev.juke.pack.Workspace;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import dev.juke.pack.tree.Tars;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoundImagesTest {
    private static final Platform PLATFORM = Platform.linux("amd64");
    private static final String CONFIG = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"/sh\"]}}";

    private final Workspace work = Workspace.create();
    private final List<String> warnings = new ArrayList<>();

    @TempDir
    private Path directory;

    private ImageStore store;
    private ImageFinder finder;
    private FoundImages images;

    @BeforeEach
    void open() {
        store = new ImageStore(directory.resolve("store"));
        finder = new StoreFinder(store, RegistryOptions.of(Map.of()), null);
        images = new FoundImages(finder, work, warnings::add);
    }

    @AfterEach
    void close() {
        finder.close();
        work.close();
    }

    private BaseImages base(String name) {
        return new BaseImages(directory.resolve(name), CONFIG);
    }

    private NamedImage image() throws IOException {
        Path first =
                Tars.write(directory.resolve("1.tar"), "etc/a=1", "etc/b=2", "bin/sh=#", "bin/ls=>bin/sh", "dev/x!");
        Path second = Tars.write(directory.resolve("2.tar"), "etc/.wh.a", "etc/c=3", "l->/etc");
        BaseImages base = base("base").layer(first, MediaType.LAYER_TAR).layer(second, MediaType.LAYER_TAR);
        return new NamedImage(List.of(ImageName.parse("app")), base.image());
    }

    @ParameterizedTest
    @ValueSource(strings = {"store", "oci", "oci-archive", "docker-archive"})
    void anImageIsFoundWhereverItLies(String kind) throws IOException {
        String reference = kind.equals("store") ? "app" : kind + ":" + directory.resolve("out");
        if (kind.equals("store")) {
            store.add(image());
        } else {
            Destination.parse(reference).write(image());
        }
        SourceImage found = images.find(reference, PLATFORM);
        assertThat(found.config().cmd()).containsExactly("/sh");
        assertThat(found.image().manifest().layers()).hasSize(2);
        assertThat(found.files().nodes().keySet())
                .containsExactly("bin", "bin/ls", "bin/sh", "etc", "etc/b", "etc/c", "l");
        Node.File file = (Node.File) Objects.requireNonNull(found.files().find("/l/c"));
        assertThat(file.permissions()).isEqualTo(new Permissions(04640, 7, 8));
        assertThat(new String(file.content().open().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("3");
        assertThat(warnings).containsExactly(reference + ": 'dev/x' is a device or pipe and is left out");
    }

    @Test
    void aLayerIsDecompressedOnceAndOnlyWhenItsFilesAreAskedFor() throws IOException {
        store.add(image());
        SourceImage found = images.find("app", PLATFORM);
        assertThat(files()).isZero();
        assertThat(images.find("app", PLATFORM)).isSameAs(found);
        assertThat(images.find("store:app", PLATFORM).files().nodes())
                .isEqualTo(found.files().nodes());
        assertThat(files()).isEqualTo(2);
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(work.directory())) {
            return files.count();
        }
    }

    @Test
    void aLayerThatIsNotWhatTheImageSaysIsRefused() throws IOException {
        store.add(image());
        SourceImage found = images.find("app", PLATFORM);
        Path blob = directory
                .resolve("store/blobs/sha256")
                .resolve(found.image().manifest().layers().getFirst().digest().hex());
        byte[] bytes = Files.readAllBytes(blob);
        bytes[512] ^= 1;
        Files.write(blob, bytes);
        assertThatThrownBy(found::files).isInstanceOf(JukeException.class).hasMessageContaining("is damaged");
    }

    @Test
    void whatIsNotThereIsAnError() {
        assertThatThrownBy(() -> images.find("none", PLATFORM)).hasMessageContaining("there is no image 'none'");
    }
}
