/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.juke.linux.LinuxException;
import dev.juke.linux.Mounts;
import dev.juke.linux.Reaper;
import dev.juke.shim.api.types.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mount below the root file system of an image that has links. */
@Timeout(60)
class RootfsTargetTest {
    @TempDir
    private Path directory;

    private Path image;
    private Path host;
    private Path target;
    private @Nullable Rootfs rootfs;

    @BeforeEach
    void makeImage() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "only root may mount");
        directory = directory.toRealPath();
        image = Files.createDirectory(directory.resolve("image"));
        host = Files.createDirectories(directory.resolve("host/data"));
        target = directory.resolve("rootfs");
    }

    @AfterEach
    void unmount() throws LinuxException {
        if (rootfs != null) {
            rootfs.unmount();
        }
    }

    private void mount(String below) throws Exception {
        rootfs = new Rootfs(Reaper.start(), target, List.of(bind(image, ""), bind(host, below)));
        rootfs.mount();
    }

    private static Mount bind(Path source, String below) {
        return Mount.newBuilder()
                .setType("bind")
                .setSource(source.toString())
                .setTarget(below)
                .addOptions("rbind")
                .addOptions("rw")
                .build();
    }

    private List<Path> mounted() throws IOException {
        return Mounts.list().stream()
                .map(Mounts.Entry::target)
                .filter(path -> path.startsWith(directory))
                .toList();
    }

    @Test
    void aLinkToAnAbsolutePathLeadsIntoTheImage() throws Exception {
        Files.createDirectories(image.resolve(host.toString().substring(1)));
        Files.createSymbolicLink(image.resolve("link"), host);
        mount("/link");
        assertThat(mounted())
                .containsExactly(target, target.resolve(host.toString().substring(1)));
    }

    @Test
    void aLinkThatLeavesTheImageUpwardsEndsAtItsRoot() throws Exception {
        Files.createDirectories(image.resolve("data"));
        Files.createSymbolicLink(image.resolve("link"), Path.of("../../../../../../../data"));
        mount("link/");
        assertThat(mounted()).containsExactly(target, target.resolve("data"));
    }

    @Test
    void whatIsOnlyThereOnTheHostIsNotThere() throws Exception {
        Files.createSymbolicLink(image.resolve("link"), host);
        assertThatThrownBy(() -> mount("/link")).hasMessageContaining("No such file or directory");
        assertThat(mounted()).isEmpty();
    }
}
