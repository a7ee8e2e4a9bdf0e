/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.image.Image;
import dev.juke.image.ImageName;
import dev.juke.image.NamedImage;
import dev.juke.image.SampleImages;
import dev.juke.image.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images for the tools of others, which judge them. */
class DestinationTest {
    @TempDir
    private Path directory;

    private OciLayout layout;
    private NamedImage hello;

    @BeforeEach
    void makeImage() throws IOException {
        layout = OciLayout.openOrCreate(directory.resolve("layout"));
        hello = new NamedImage(List.of(ImageName.parse("hello")), SampleImages.hello(layout, "hi"));
    }

    private String place(String kind, String name) {
        return kind + ":" + directory.resolve(name);
    }

    @Test
    void skopeoReadsTheLayout() throws Exception {
        Destination.parse(place("oci", "out")).write(hello);
        assertThat(Tools.run("skopeo", "inspect", place("oci", "out")))
                .contains("\"Digest\": \"" + hello.image().digest() + "\"")
                .contains("\"com.urunc.unikernel.hypervisor\": \"qemu\"");
        assertThat(Tools.run("skopeo", "inspect", "--raw", place("oci", "out") + ":hello:latest"))
                .contains("\"note\":\"sample\"");
    }

    @Test
    void skopeoReadsTheLayoutByItsTag() throws Exception {
        Destination.parse(place("oci", "out") + ":v1").write(hello);
        Destination.parse(place("oci", "out") + ":v2").write(hello);
        Destination.parse(place("oci", "out") + ":v2").write(hello);
        assertThat(Tools.run("skopeo", "inspect", place("oci", "out") + ":v2")).contains("\"Digest\"");
        assertThat(OciLayout.open(directory.resolve("out")).index().manifests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oci-archive", "docker-archive"})
    void skopeoReadsTheArchives(String kind) throws Exception {
        Destination.parse(place(kind, "out.tar")).write(hello);
        assertThat(Tools.run("skopeo", "inspect", "--config", place(kind, "out.tar")))
                .contains("com.urunc.unikernel.hypervisor");
        Tools.run("skopeo", "copy", "-q", place(kind, "out.tar"), place("oci", "copy") + ":x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"oci-archive", "docker-archive"})
    void podmanLoadsTheArchivesUnderTheNamesOfThisMachineAndOfRegistries(String kind) throws Exception {
        Destination.parse(place(kind, "out.tar")).write(hello);
        assertThat(podmanLoad()).contains("Loaded image: localhost/hello:latest");
        NamedImage hub = new NamedImage(List.of(ImageName.parse("docker.io/library/hello")), hello.image());
        Destination.parse(place(kind, "out.tar")).write(hub);
        assertThat(podmanLoad()).contains("Loaded image: docker.io/library/hello:latest");
    }

    private String podmanLoad() throws IOException, InterruptedException {
        String[] podman = {
            "podman",
            "--root",
            directory.resolve("r").toString(),
            "--runroot",
            directory.resolve("rr").toString(),
            "--storage-driver",
            "vfs",
            "--cgroup-manager",
            "cgroupfs"
        };
        return Tools.run(Stream.concat(
                        Stream.of(podman),
                        Stream.of("load", "-i", directory.resolve("out.tar").toString()))
                .toArray(String[]::new));
    }

    @Test
    void anotherImageUnderTheSameTagTakesItsPlace() throws IOException {
        Destination.parse(place("oci", "out")).write(hello);
        Image other = SampleImages.hello(layout, "other");
        Destination.parse(place("oci", "out")).write(new NamedImage(hello.names(), other));
        assertThat(OciLayout.open(directory.resolve("out")).index().manifests())
                .singleElement()
                .satisfies(manifest -> assertThat(manifest.digest()).isEqualTo(other.digest()));
    }

    @Test
    void severalImagesAreWrittenAtOnceUnderTheirOwnNames() throws IOException {
        NamedImage other = new NamedImage(List.of(ImageName.parse("other:2")), SampleImages.hello(layout, "other"));
        Destination.parse(place("oci", "out")).write(List.of(hello, other));
        assertThat(OciLayout.open(directory.resolve("out")).index().manifests())
                .extracting(manifest -> manifest.annotations().get("org.opencontainers.image.ref.name"))
                .containsExactly("hello:latest", "other:2");
        assertThatThrownBy(() -> Destination.parse(place("oci", "out") + ":x").write(List.of(hello, other)))
                .hasMessage("2 images cannot all be called 'x' in " + directory.resolve("out"));
    }

    @Test
    void aDirectoryWithOtherThingsInItIsLeftAlone() throws IOException {
        Path out = Files.createDirectory(directory.resolve("out"));
        Files.writeString(out.resolve("precious"), "");
        assertThatThrownBy(() -> Destination.parse(place("oci", "out")).write(hello))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("cannot be written");
        assertThat(names(out)).containsExactly("precious");
        assertThat(names(directory)).containsExactly("layout", "out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"oci", "oci-archive", "docker-archive"})
    void aFailureLeavesNothingBehind(String kind) throws IOException {
        Files.delete(layout.blob(hello.image().manifest().layers().getFirst().digest()));
        assertThatThrownBy(() -> Destination.parse(place(kind, "out")).write(hello))
                .hasMessageContaining("is missing");
        assertThat(names(directory)).containsExactly("layout");
    }

    @Test
    void aFailureLeavesAnExistingLayoutAsItWas() throws IOException {
        Destination.parse(place("oci", "out")).write(hello);
        List<String> before = blobs();
        Image other = SampleImages.hello(layout, "other");
        Files.delete(layout.blob(other.id()));
        assertThatThrownBy(() -> Destination.parse(place("oci", "out")).write(new NamedImage(List.of(), other)))
                .hasMessageContaining("is missing");
        assertThat(blobs()).isEqualTo(before);
    }

    private List<String> blobs() throws IOException {
        return names(directory.resolve("out/blobs/sha256"));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "out", "oci:", "dir:/x", "docker:x", "registry:", "oci-archive:"})
    void whatIsNoPlaceIsRefusedWithThosePossible(String text) {
        assertThatThrownBy(() -> Destination.parse(text))
                .isInstanceOfSatisfying(
                        JukeException.class,
                        e -> assertThat(e.hint())
                                .startsWith("write oci:DIR[:TAG], oci-archive:FILE, docker-archive:FILE"))
                .hasMessage("'" + text + "' is no place for an image");
    }
}
