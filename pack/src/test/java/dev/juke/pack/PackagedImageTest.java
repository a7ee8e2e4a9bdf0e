/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.juke.image.Image;
import dev.juke.image.ImageName;
import dev.juke.image.NamedImage;
import dev.juke.image.layout.Destination;
import dev.juke.image.store.ImageStore;
import dev.juke.image.store.StoredImage;
import dev.juke.unikernel.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is built, as others see it. */
class PackagedImageTest {
    private static final ImageName NAME = ImageName.parse("hello");

    @TempDir
    private Path directory;

    private BuildRequest request;

    @BeforeEach
    void makeRequest() {
        request = Requests.in(directory)
                .on("unikraft", "qemu")
                .version("0.18.0")
                .settings(Settings.NONE.withEnv(List.of("A=1")))
                .cmd("/server")
                .request();
    }

    private String write(String kind, String name) {
        String place = kind + ":" + directory.resolve(name);
        try (Workspace work = Workspace.create()) {
            Image image = Builder.build(request, work).image();
            Destination.parse(place).write(new NamedImage(List.of(NAME), image));
        }
        return place;
    }

    private static String run(String... command) throws IOException, InterruptedException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, command[0]))),
                command[0] + " is not installed");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void skopeoSeesTheLabelsAndAnnotations() throws Exception {
        String layout = write("oci", "out");
        assertThat(run("skopeo", "inspect", layout))
                .contains("\"com.urunc.unikernel.hypervisor\": \"qemu\"", "\"Architecture\": \"amd64\"");
        assertThat(run("skopeo", "inspect", "--raw", layout))
                .contains("\"annotations\":{\"com.urunc.unikernel.binary\":\"/.boot/kernel\"");
    }

    @Test
    void podmanSeesTheProcessAndTheLabels() throws Exception {
        write("docker-archive", "out.tar");
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
        run(with(podman, "load", "-i", directory.resolve("out.tar").toString()));
        assertThat(run(with(podman, "image", "inspect", "hello")))
                .contains("\"com.urunc.unikernel.unikernelType\": \"unikraft\"", "\"/server\"", "\"A=1\"");
    }

    private static String[] with(String[] command, String... more) {
        return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void theStoreKnowsWhatItIs() {
        ImageStore store = new ImageStore(directory.resolve("store"));
        try (Workspace work = Workspace.create()) {
            store.add(Builder.build(request, work).image(), NAME);
        }
        StoredImage stored = store.find("hello");
        assertThat(stored.label(Key.UNIKERNEL_TYPE.fullName())).isEqualTo("unikraft");
        assertThat(stored.label(Key.HYPERVISOR.fullName())).isEqualTo("qemu");
        assertThat(store.rootfs(stored, note -> {}).resolve(".boot/kernel"))
                .hasSameBinaryContentAs(directory.resolve("app.elf"));
    }
}
