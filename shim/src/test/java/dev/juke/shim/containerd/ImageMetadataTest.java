/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.containerd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.base.json.JsonObject;
import dev.juke.machine.Architecture;
import dev.juke.sandbox.bundle.MetadataFinder.Layer;
import dev.juke.unikernel.Key;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a real containerd, filled by its own client. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageMetadataTest {
    private static final String HOST = Architecture.host().ociName();
    private static final String OTHER = HOST.equals("amd64") ? "arm64" : "amd64";
    private static final Map<String, String> NOTHING = Map.of();
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Path directory;
    private final PrivateContainerd containerd;
    private final ImageMetadata metadata;

    ImageMetadataTest(@TempDir Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        this.containerd = PrivateContainerd.start(directory);
        this.metadata = new ImageMetadata(containerd.socket().toString());
    }

    @BeforeEach
    void assume() {
        containerd.assume();
    }

    @AfterAll
    void stop() throws InterruptedException {
        metadata.close();
        containerd.stop();
    }

    private OciLayout layout() throws IOException {
        return new OciLayout(directory.resolve("layout" + COUNTER.incrementAndGet()));
    }

    private void load(Path archive) throws IOException, InterruptedException {
        containerd.ctr("image", "import", "--snapshotter", "native", archive.toString());
    }

    private void create(String image, String id, String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("container", "create", "--snapshotter", "native"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(image, id));
        containerd.ctr(arguments.toArray(String[]::new));
    }

    @Test
    void labelsOfTheConfigurationAndOfTheContainerAreFound() throws IOException, InterruptedException {
        OciLayout layout = layout();
        Map<String, String> config =
                Map.of(Key.UNIKERNEL_TYPE.fullName(), "linux", Key.BINARY.fullName(), "/image", "maintainer", "me");
        load(layout.archive("test/labels:1", layout.image(HOST, config, NOTHING, 10)));
        create("test/labels:1", "labels", "--label", Key.BINARY.fullName() + "=/container");
        ImageValues found = metadata.find("labels", "default");
        assertThat(found.warning()).isNull();
        assertThat(found.layers())
                .containsExactly(new Layer(
                        ImageMetadata.LABELS,
                        Map.of(Key.UNIKERNEL_TYPE.fullName(), "linux", Key.BINARY.fullName(), "/container")));
    }

    @Test
    void annotationsOfTheManifestAreStrongerThanLabels() throws IOException, InterruptedException {
        OciLayout layout = layout();
        Map<String, String> labels = Map.of(Key.BINARY.fullName(), "/label", Key.INITRD.fullName(), "/initrd");
        Map<String, String> annotations =
                Map.of(Key.BINARY.fullName(), "/manifest", "org.opencontainers.image.title", "t");
        load(layout.archive("test/both:1", layout.image(HOST, labels, annotations, 11)));
        create("test/both:1", "both");
        ImageValues found = metadata.find("both", "default");
        assertThat(found.warning()).isNull();
        assertThat(found.layers())
                .containsExactly(
                        new Layer(ImageMetadata.MANIFEST, Map.of(Key.BINARY.fullName(), "/manifest")),
                        new Layer(ImageMetadata.LABELS, labels));
        assertThat(found.values())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(Key.BINARY.fullName(), "/manifest", Key.INITRD.fullName(), "/initrd"));
        assertThat(metadata.find("both", "default")).isEqualTo(found);
    }

    @Test
    void ofAnIndexTheManifestForThisHostCounts() throws IOException, InterruptedException {
        OciLayout layout = layout();
        JsonObject other = layout.image(OTHER, NOTHING, Map.of(Key.BINARY.fullName(), "/other"), 12);
        JsonObject mine = layout.image(HOST, NOTHING, Map.of(Key.BINARY.fullName(), "/mine"), 13);
        JsonObject index = layout.index(other, mine);
        load(layout.archive("test/index:1", layout.index(index)));
        create("test/index:1", "index");
        ImageValues found = metadata.find("index", "default");
        assertThat(found.warning()).isNull();
        assertThat(found.values()).containsExactly(Map.entry(Key.BINARY.fullName(), "/mine"));
    }

    @Test
    void anImageThatMovedOnIsReadAnew() throws IOException, InterruptedException {
        OciLayout layout = layout();
        String name = "test/moves:1";
        load(layout.archive(name, image(layout, "/old", 14)));
        create(name, "moves");
        assertThat(metadata.find("moves", "default").values()).containsValue("/old");
        load(layout.archive(name, image(layout, "/new", 15)));
        assertThat(metadata.find("moves", "default").values()).containsValue("/new");
    }

    private static JsonObject image(OciLayout layout, String binary, int size)
            throws IOException, InterruptedException {
        return layout.image(HOST, NOTHING, Map.of(Key.BINARY.fullName(), binary), size);
    }

    @Test
    void aManifestThatIsTooLargeIsAWarning() throws IOException, InterruptedException {
        OciLayout layout = layout();
        String name = "test/large:1";
        Map<String, String> annotations = Map.of(Key.BINARY.fullName(), "/x", "padding", "x".repeat(Manifest.LARGEST));
        load(layout.archive(name, layout.image(HOST, NOTHING, annotations, 18)));
        create(name, "large");
        ImageValues found = metadata.find("large", "default");
        assertThat(found.layers()).isEmpty();
        assertThat(found.warning()).endsWith("it has more than 4194304 bytes");
    }

    @Test
    void aContainerWithoutLabelsAndImageHasNothing() throws IOException, InterruptedException {
        // As Docker's: in its namespace, and the image is in a store of its own.
        Path rootfs = Files.createDirectory(directory.resolve("rootfs"));
        containerd.ctr("-n", "moby", "container", "create", "--rootfs", rootfs.toString(), "docker");
        assertThat(metadata.find("docker", "moby")).isEqualTo(new ImageValues(List.of(), null));
    }

    @Test
    void anImageThatWasRemovedLeavesTheLabels() throws IOException, InterruptedException {
        OciLayout layout = layout();
        String name = "test/removed:1";
        load(layout.archive(name, image(layout, "/manifest", 16)));
        create(name, "removed", "--label", Key.BINARY.fullName() + "=/label");
        containerd.ctr("image", "remove", name);
        ImageValues found = metadata.find("removed", "default");
        assertThat(found.values()).containsExactly(Map.entry(Key.BINARY.fullName(), "/label"));
        assertThat(found.warning()).isNull();
    }

    @Test
    void ofAContainerThatContainerdDoesNotKnowNothingIsSaid() {
        assertThat(metadata.find("nobody", "default")).isEqualTo(new ImageValues(List.of(), null));
    }

    @Test
    void aContainerdThatWasRestartedIsAskedAgain() throws IOException, InterruptedException {
        OciLayout layout = layout();
        String name = "test/restart:1";
        load(layout.archive(name, image(layout, "/manifest", 17)));
        create(name, "restart");
        ImageValues before = metadata.find("restart", "default");
        containerd.kill();
        assertThat(metadata.find("restart", "default").warning()).contains("Connection refused");
        containerd.start();
        assertThat(metadata.find("restart", "default")).isEqualTo(before);
    }

    @Test
    void withoutContainerdThereIsAWarning() {
        try (ImageMetadata nobody = new ImageMetadata("unix://" + directory.resolve("no-socket"))) {
            ImageValues found = nobody.find("c", "default");
            assertThat(found.layers()).isEmpty();
            assertThat(found.warning()).contains("No such file or directory");
        }
    }

    @Test
    void aContainerdThatHangsCostsFiveSeconds() throws IOException {
        Path socket = directory.resolve("hangs");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket), 1);
            try (ImageMetadata metadataOfIt = new ImageMetadata(socket.toString())) {
                long before = System.nanoTime();
                assertThat(metadataOfIt.find("c", "default").warning()).contains("no answer in time");
                assertThat(Duration.ofNanos(System.nanoTime() - before))
                        .isBetween(Duration.ofMillis(4_900), Duration.ofSeconds(9));
            }
        }
    }
}
