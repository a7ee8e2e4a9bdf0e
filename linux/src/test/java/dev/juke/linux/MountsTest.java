/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All of it happens on a tmpfs in the temporary directory, which is gone in the end. */
@Timeout(60)
class MountsTest {
    @TempDir
    private Path directory;

    private Path base;

    @BeforeEach
    void mountBase() throws Exception {
        Shell.assumeRoot();
        base = Files.createDirectory(directory.toRealPath().resolve("base"));
        Mounts.mount("tmpfs", "juke-test", base, List.of("nosuid", "private", "mode=700"));
    }

    @AfterEach
    void unmountBase() throws IOException {
        for (Mounts.Entry entry : Mounts.list().reversed()) {
            if (entry.target().startsWith(directory.toRealPath())) {
                Mounts.unmountAll(entry.target());
            }
        }
    }

    private Path make(String name) throws IOException {
        return Files.createDirectories(base.resolve(name));
    }

    private static Mounts.Entry at(Path target) throws IOException {
        List<Mounts.Entry> entries = new ArrayList<>();
        for (Mounts.Entry entry : Mounts.list()) {
            if (entry.target().equals(target)) {
                entries.add(entry);
            }
        }
        return entries.getLast();
    }

    private static List<String> fileMode(Path file) throws Exception {
        return List.of(Shell.output("stat -c %a " + file));
    }

    @Test
    void flagsAndDataReachTheFileSystem() throws Exception {
        assertThat(at(base).options()).contains("rw", "nosuid");
        assertThat(at(base).type()).isEqualTo("tmpfs");
        assertThat(at(base).source()).isEqualTo("juke-test");
        assertThat(fileMode(base)).containsExactly("700");
    }

    @Test
    void aReadOnlyBindMountCannotBeWrittenAndKeepsItsSourcesFlags() throws Exception {
        Path source = make("source");
        Path target = make("target");
        Mounts.mount("bind", source.toString(), target, List.of("rbind", "ro", "rprivate"));
        assertThat(at(target).options()).contains("ro", "nosuid");
        assertThat(at(base).options()).contains("rw");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> Files.createFile(target.resolve("file")));
        Files.createFile(source.resolve("file"));
        assertThat(target.resolve("file")).exists();
    }

    @Test
    void aBindMountCanLoseAFlag() throws Exception {
        Path target = make("target");
        Mounts.mount("none", make("source").toString(), target, List.of("bind", "suid", "noexec", "noatime"));
        assertThat(at(target).options()).contains("noexec", "noatime").doesNotContain("nosuid", "relatime");
    }

    @Test
    void aFileCanBeMountedOnAFile() throws Exception {
        Path source = Files.writeString(base.resolve("source"), "content");
        Path target = Files.createFile(base.resolve("a b"));
        Mounts.mount("bind", source.toString(), target, List.of("bind"));
        assertThat(target).hasContent("content");
        assertThat(Mounts.isMounted(target)).isTrue();
        assertThat(Mounts.isMounted(source)).isFalse();
        Mounts.unmountAll(target);
        assertThat(target).isEmptyFile();
    }

    @Test
    void propagationCanBeChangedAlone() throws Exception {
        String shared = "grep ' " + base + " ' /proc/" + ProcessHandle.current().pid() + "/mountinfo";
        Mounts.mount("none", "none", base, List.of("rshared"));
        assertThat(Shell.output(shared)).contains(" shared:");
        Mounts.mount("none", "none", base, List.of("private"));
        assertThat(Shell.output(shared)).doesNotContain(" shared:");
    }

    @Test
    void aRemountChangesWhatIsThere() throws Exception {
        Mounts.mount("tmpfs", "juke-test", base, List.of("remount", "ro"));
        assertThat(at(base).options()).contains("ro");
    }

    @Test
    void allThatIsMountedOnADirectoryIsUnmounted() throws Exception {
        Path target = make("target");
        for (int i = 0; i < 3; i++) {
            Mounts.mount("tmpfs", "juke-test", target, List.of());
        }
        assertThat(Mounts.isMounted(target)).isTrue();
        Mounts.unmountAll(target);
        assertThat(Mounts.isMounted(target)).isFalse();
        Mounts.unmountAll(target);
        Mounts.unmountAll(base.resolve("missing"));
    }

    @Test
    void whatIsInUseIsUnmountedLazily() throws Exception {
        Path target = make("target");
        Mounts.mount("tmpfs", "juke-test", target, List.of());
        Files.createFile(target.resolve("file"));
        try (Fd file = Fd.open(target.resolve("file"), Fd.READ_WRITE, 0)) {
            Mounts.unmountAll(target);
            assertThat(Mounts.isMounted(target)).isFalse();
            assertThat(file.write(new byte[] {1}, 0, 1)).isEqualTo(1);
        }
    }

    @Test
    void aLinkIsNotFollowedByAnUnmount() throws Exception {
        Path target = make("target");
        Mounts.mount("tmpfs", "juke-test", target, List.of());
        Path link = Files.createSymbolicLink(base.resolve("link"), target);
        Mounts.unmountAll(link);
        assertThat(Mounts.isMounted(target)).isTrue();
    }

    @Test
    void anOverlayShowsItsLayersAndTakesWrites() throws Exception {
        Files.writeString(make("lower").resolve("below"), "1");
        Path target = make("merged");
        List<String> options = List.of(
                "index=off",
                "lowerdir=" + base.resolve("lower"),
                "upperdir=" + make("upper"),
                "workdir=" + make("work"));
        Mounts.mount("overlay", "overlay", target, options);
        assertThat(target.resolve("below")).hasContent("1");
        Files.writeString(target.resolve("above"), "2");
        assertThat(base.resolve("upper/above")).hasContent("2");
    }

    @Test
    void sixtyLayersWithLongNamesAreOneOverlay() throws Exception {
        int descriptors = descriptors();
        Path target = make("merged");
        StringBuilder lower = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            Path layer = make("a".repeat(150) + ':' + i + "/fs");
            Files.writeString(layer.resolve("file" + i), "");
            Files.writeString(layer.resolve("top"), Integer.toString(i));
            lower.append(i == 0 ? "lowerdir=" : ":").append(layer.toString().replace(":", "\\:"));
        }
        assertThat(lower.length()).isGreaterThan(2 * 4096);
        Mounts.mount(
                "overlay",
                "overlay",
                target,
                List.of(lower.toString(), "upperdir=" + make("upper"), "workdir=" + make("work")));
        assertThat(target.resolve("top")).hasContent("0");
        assertThat(target.resolve("file59")).exists();
        Files.delete(target.resolve("file30"));
        assertThat(target.resolve("file30")).doesNotExist();
        assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 2);
    }

    private static int descriptors() {
        return new java.io.File("/proc/self/fd").list().length;
    }

    @Test
    void aMissingLayerOfALongOverlayIsNamed() {
        String missing = base + "/" + "x".repeat(200);
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> Mounts.mount(
                        "overlay", "overlay", base, List.of("lowerdir=" + (missing + ':').repeat(30) + missing)))
                .withMessage("open " + missing + ": No such file or directory (ENOENT)");
    }

    @Test
    void optionsThatFitNowhereAreRefused() {
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> Mounts.mount("tmpfs", "juke-test", base, List.of("x=" + "y".repeat(5000))))
                .withMessageContaining("E2BIG");
    }

    @Test
    void anUnknownFileSystemIsAnError() {
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> Mounts.mount("jukefs", "none", base, List.of()))
                .withMessage("mount " + base + ": No such device (ENODEV)");
    }
}
