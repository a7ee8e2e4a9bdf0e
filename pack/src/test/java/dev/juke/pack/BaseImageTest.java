/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.json.Json;
import dev.juke.image.Image;
import dev.juke.image.MediaType;
import dev.juke.image.store.ImageStore;
import dev.juke.image.store.StoredImage;
import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import dev.juke.pack.tree.Tars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseImageTest {
    private static final String CONFIG = """
            {"created":"2020-01-01T00:00:00Z","architecture":"x86_64","os":"qemu","os.version":"0.17.0","os.features":["CONFIG_X=y"],
             "author":"someone","x-unknown":{"a":1},
             "config":{"Env":["PATH=/bin","A=1"],"Entrypoint":["/init"],"Cmd":["-v"],"WorkingDir":"/w","User":"5",
                       "Labels":{"keep":"me","com.urunc.unikernel.hypervisor":"old"},"ExposedPorts":{"80/tcp":{}},
                       "Volumes":null,"Healthcheck":{"Test":["CMD"]}},
             "history":[{"created_by":"first"},{"created_by":"second","empty_layer":true}]}
            """;

    private final Workspace work = Workspace.create();

    @TempDir
    private Path directory;

    private Requests requests;
    private Image base;

    @BeforeEach
    void makeBase() throws IOException {
        requests = Requests.in(directory).on("unikraft", "qemu");
        base = new BaseImages(directory.resolve("base"), CONFIG)
                .layer(Tars.write(directory.resolve("1.tar"), "etc/a=1", "bin/sh=x"), MediaType.LAYER_TAR)
                .layer(
                        Tars.write(directory.resolve("2.tar"), "etc/.wh.a", "etc/b=2"),
                        "application/vnd.docker.image.rootfs.diff.tar")
                .image();
    }

    @AfterEach
    void close() {
        work.close();
    }

    private Image build(Settings settings) {
        return Builder.build(requests.from(base).settings(settings).request(), work)
                .image();
    }

    @Test
    void itsLayersAreKeptByteForByteAndNewOnesGoOverThem() throws IOException {
        FileTree tree = new FileTree();
        Path file = Files.writeString(directory.resolve("file"), "new");
        tree.put("etc/c", new Node.File(Permissions.FILE, Content.of(file)));
        requests = requests.layers(new BuildRequest.Layer("COPY file /etc/c", tree));
        Image image = build(Settings.NONE);
        assertThat(image.manifest().layers()).hasSize(5);
        assertThat(image.manifest().layers().subList(0, 2))
                .containsExactly(
                        base.manifest().layers().get(0),
                        base.manifest().layers().get(1).withMediaType(MediaType.LAYER_TAR));
        assertThat(image.config().diffIds())
                .hasSize(5)
                .startsWith(base.config().diffIds().toArray(new dev.juke.image.Digest[0]));
        Path root = Images.unpack(image, directory);
        assertThat(root.resolve("etc/a")).doesNotExist();
        assertThat(root.resolve("etc/b")).hasContent("2");
        assertThat(root.resolve("etc/c")).hasContent("new");
        assertThat(root.resolve(".boot/kernel")).exists();
    }

    @Test
    void whatIsNotSaidStaysAsItIsThere() {
        Image image = build(Settings.NONE);
        assertThat(image.config().entrypoint()).containsExactly("/init");
        assertThat(image.config().cmd()).containsExactly("-v");
        assertThat(image.config().env()).containsExactly("PATH=/bin", "A=1");
        assertThat(image.config().workingDir()).isEqualTo("/w");
        assertThat(image.config().user()).isEqualTo("5");
        assertThat(image.config().labels())
                .containsEntry("keep", "me")
                .containsEntry("com.urunc.unikernel.hypervisor", "qemu");
        assertThat(image.config().json().objects("history"))
                .extracting(line -> line.text("created_by"))
                .containsExactly("first", "second", "juke build: kernel", "juke build: metadata");
        assertThat(image.config().json().text("author")).isEqualTo("someone");
        assertThat(Json.write(image.config().json())).contains("\"x-unknown\":{\"a\":1}", "\"Healthcheck\"");
    }

    @Test
    void itBecomesAnImageForLinuxOnTheKernelsProcessor() {
        Image image = build(Settings.NONE);
        assertThat(image.config().platform()).hasToString("linux/amd64");
        assertThat(image.config().created()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(Json.write(image.config().json())).doesNotContain("os.features", "os.version", "CONFIG_X");
    }

    @Test
    void whatIsSaidTakesThePlaceOfWhatIsThere() {
        Image image = build(new Settings(
                List.of("/new"),
                List.of(),
                List.of("A=2", "B=3"),
                Map.of("keep", "you"),
                "/",
                "0:0",
                "SIGINT",
                new TreeSet<>(List.of("443/tcp")),
                new TreeSet<>(List.of("/data"))));
        assertThat(image.config().entrypoint()).containsExactly("/new");
        assertThat(image.config().cmd()).isEmpty();
        assertThat(image.config().env()).containsExactly("PATH=/bin", "A=2", "B=3");
        assertThat(image.config().workingDir()).isEqualTo("/");
        assertThat(image.config().user()).isEqualTo("0:0");
        assertThat(Json.write(image.config().json()))
                .contains(
                        "\"StopSignal\":\"SIGINT\"",
                        "\"ExposedPorts\":{\"80/tcp\":{},\"443/tcp\":{}}",
                        "\"Volumes\":{\"/data\":{}}");
    }

    @Test
    void itsProcessorMustBeTheKernels() throws IOException {
        base = new BaseImages(directory.resolve("arm"), "{\"architecture\":\"arm64\",\"os\":\"linux\"}").image();
        assertThatThrownBy(() -> build(Settings.NONE))
                .hasMessage(
                        "the test: the base image is made for arm64, but kernel " + directory + "/app.elf for amd64");
        requests = requests.unchecked();
        assertThat(build(Settings.NONE).config().platform()).hasToString("linux/amd64");
    }

    @Test
    void theStoreKeepsItWithTheBasesLayers() throws IOException {
        ImageStore store = new ImageStore(directory.resolve("store"));
        try (Workspace inside = Workspace.in(store)) {
            store.add(Builder.build(requests.from(base).request(), inside).image(), null);
            assertThat(inside.directory()).startsWith(directory.resolve("store").toRealPath());
        }
        StoredImage stored = store.list().getFirst();
        assertThat(store.rootfs(stored, _ -> {}).resolve("etc/b")).hasContent("2");
        try (java.util.stream.Stream<Path> left = Files.list(directory.resolve("store/tmp"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aKernelThatIsInTheBaseIsNotCopied() throws IOException {
        Path kernel = directory.resolve("app.elf");
        requests = requests.kernel(new BootFile("kernel of base", Content.of(kernel), "/unikraft/bin/kernel"));
        Image image = build(Settings.NONE);
        assertThat(image.manifest().layers()).hasSize(3);
        assertThat(image.manifest().annotations())
                .containsEntry("com.urunc.unikernel.binary", "/unikraft/bin/kernel")
                .doesNotContainKey("com.urunc.unikernel.initrd");
    }
}
