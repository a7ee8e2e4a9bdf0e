/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.NamedImage;
import dev.juke.image.layout.Destination;
import dev.juke.pack.bunnyfile.Bunnyfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReproducibilityTest {
    @TempDir
    private Path directory;

    /** The same project, made as by another person on another day. */
    private Path project(String name, long seconds, String permissions, List<String> order) throws IOException {
        Path project = Files.createDirectory(directory.resolve(name));
        for (String file : order) {
            Path path = project.resolve(file);
            Files.createDirectories(path.getParent());
            byte[] content = file.equals("app.elf") ? TestKernels.multiboot() : file.getBytes(StandardCharsets.UTF_8);
            Files.write(path, content);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
            Files.setLastModifiedTime(path, FileTime.fromMillis(seconds * 1000));
        }
        Files.writeString(project.resolve("bunnyfile"), """
                version: v0.1
                platforms: { framework: unikraft, monitor: qemu }
                kernel: { from: local, path: app.elf }
                rootfs: { include: [ "www:/www", "etc" ] }
                cmd: [ /server ]
                """);
        return project;
    }

    private static Image build(Path project, long epoch, Workspace work) {
        BuildContext context = Contexts.of(project, work, epoch);
        return Builder.build(Bunnyfile.read(project.resolve("bunnyfile"), context), work)
                .image();
    }

    private static Digest digest(Path project, long epoch) {
        try (Workspace work = Workspace.create()) {
            return build(project, epoch, work).digest();
        }
    }

    @Test
    void theSameProjectGivesTheSameImageToEverybody() throws IOException {
        Path mine = project("mine", 1, "rw-r--r--", List.of("app.elf", "www/b", "www/a/c", "etc/d"));
        Path yours = project("yours", 1_700_000_000, "rw-rw----", List.of("etc/d", "www/a/c", "www/b", "app.elf"));
        assertThat(digest(mine, 0)).isEqualTo(digest(yours, 0));
        assertThat(digest(mine, 1_000)).isEqualTo(digest(yours, 1_000)).isNotEqualTo(digest(mine, 0));
    }

    @Test
    void theDigestOfAKnownProjectDoesNotChangeWithJuke() throws IOException {
        Path project = project("known", 1, "rw-r--r--", List.of("app.elf", "www/b", "etc/d"));
        try (Workspace work = Workspace.create()) {
            // Of the uncompressed layers: these depend on Juke alone, not on the JDK's zlib.
            assertThat(Set.copyOf(build(project, 0, work).config().diffIds()).stream()
                            .map(Digest::shortHex)
                            .sorted())
                    .containsExactly("39b3e066c624", "79579cca2bf5", "94597cfd4067");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"oci-archive", "docker-archive"})
    void theSameImageGivesTheSameArchive(String kind) throws IOException {
        Path project = project("mine", 1, "rw-r--r--", List.of("app.elf", "www/b", "etc/d"));
        for (String name : List.of("one.tar", "two.tar")) {
            try (Workspace work = Workspace.create()) {
                Destination.parse(kind + ":" + directory.resolve(name))
                        .write(new NamedImage(List.of(), build(project, 0, work)));
            }
        }
        assertThat(directory.resolve("one.tar")).hasSameBinaryContentAs(directory.resolve("two.tar"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "1.5", "4294967296", " 1"})
    void aSourceDateThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> SourceDate.parse(text))
                .hasMessage(
                        "SOURCE_DATE_EPOCH must be a number of seconds from 0 to 4294967295, but is '" + text + "'");
    }

    @Test
    void withoutSourceDateItIs1970() {
        assertThat(SourceDate.parse(null)).isZero();
        assertThat(SourceDate.parse("")).isZero();
        assertThat(SourceDate.parse("1700000000")).isEqualTo(1_700_000_000);
    }

    @Test
    void layersThatAreNotCompressedHoldTheSame() throws IOException {
        Path project = project("plain", 1, "rw-r--r--", List.of("app.elf", "www/a", "etc"));
        try (Workspace work = Workspace.create();
                Workspace other = Workspace.create()) {
            BuildContext context = Contexts.of(project, other, 0);
            Image plain = Builder.build(Bunnyfile.read(project.resolve("bunnyfile"), context), other, false)
                    .image();
            assertThat(plain.config()).isEqualTo(build(project, 0, work).config());
            assertThat(plain.manifest().layers())
                    .extracting(layer -> layer.digest())
                    .isEqualTo(plain.config().diffIds());
        }
    }
}
