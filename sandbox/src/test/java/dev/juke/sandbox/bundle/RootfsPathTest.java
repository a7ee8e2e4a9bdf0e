/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootfsPathTest {
    @TempDir
    private Path directory = Path.of("");

    private Path rootfs = Path.of("");

    @BeforeEach
    void makeARootfs() throws IOException {
        rootfs = Files.createDirectory(directory.resolve("rootfs"));
        Files.writeString(directory.resolve("secret"), "of the host");
        Files.createDirectories(rootfs.resolve("a/b"));
        Files.writeString(rootfs.resolve("a/b/kernel"), "x");
        Files.writeString(rootfs.resolve("etc"), "x");
        link("absolute", "/a/b");
        link("relative", "a");
        link("outside", "../../../secret");
        link("outside-absolute", directory.resolve("secret").toString());
        link("up", "a/b/../../../../..");
        link("loop", "loop");
        link("chain", "absolute/kernel");
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(rootfs.resolve(name), Path.of(target));
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b/kernel, a/b/kernel",
        "a//b/./kernel, a/b/kernel",
        "/absolute/kernel, a/b/kernel",
        "/relative/b/kernel, a/b/kernel",
        "/chain, a/b/kernel",
        "/../../etc, etc",
        "/up/etc, etc"
    })
    void linksAreFollowedInsideTheRootfs(String path, String expected) {
        assertThat(RootfsPath.file(rootfs, path, "binary")).isEqualTo(rootfs.resolve(expected));
    }

    @ParameterizedTest
    @CsvSource({"/outside", "/outside-absolute", "/../secret", "/missing", "/a", "/loop"})
    void nothingOutsideIsReachedAndNothingButAFileIsTaken(String path) {
        assertThatThrownBy(() -> RootfsPath.file(rootfs, path, "binary")).isInstanceOf(JukeException.class);
    }

    @Test
    void theMessageNamesTheKeyAndThePath() {
        assertThatThrownBy(() -> RootfsPath.file(rootfs, "/missing", "com.urunc.unikernel.binary"))
                .hasMessageContaining("com.urunc.unikernel.binary: there is no file /missing");
    }
}
