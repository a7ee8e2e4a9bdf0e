/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.juke.linux.Mounts;
import dev.juke.linux.Reaper;
import dev.juke.shim.api.types.Mount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Root file systems that a program serves, as the fuse-overlayfs snapshotter gives them. */
@Timeout(60)
class MountHelperTest {
    @TempDir
    private Path directory;

    private Rootfs rootfs(Path target, String type) throws Exception {
        Path lower = Files.createDirectory(directory.resolve("lower"));
        Files.writeString(lower.resolve("file"), "below");
        return new Rootfs(
                Reaper.start(),
                target,
                List.of(Mount.newBuilder()
                        .setType(type)
                        .setSource("overlay")
                        .addOptions("workdir=" + Files.createDirectory(directory.resolve("work")))
                        .addOptions("upperdir=" + Files.createDirectory(directory.resolve("upper")))
                        .addOptions("lowerdir=" + lower)
                        .build()));
    }

    @Test
    void aFileSystemInUserSpaceIsMountedAndUnmounted() throws Exception {
        assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "only root may mount, where there is FUSE");
        assumeTrue(
                Programs.find("mount.fuse3") != null && Programs.find("fuse-overlayfs") != null,
                "fuse3 or fuse-overlayfs is not installed");
        Path target = directory.toRealPath().resolve("rootfs");
        Rootfs made = rootfs(target, "fuse3.fuse-overlayfs");
        made.mount();
        try {
            assertThat(made.settle(null)).isNull();
            assertThat(target.resolve("file")).hasContent("below");
            Files.writeString(target.resolve("new"), "above");
            assertThat(directory.resolve("upper/new")).hasContent("above");
            assertThat(Mounts.list().stream()
                            .filter(entry -> entry.target().equals(target))
                            .map(Mounts.Entry::type))
                    .containsExactly("fuse.fuse-overlayfs");
        } finally {
            made.unmount();
        }
        assertThat(Mounts.isMounted(target)).isFalse();
    }

    @Test
    void aProgramThatFailsIsQuoted() throws Exception {
        assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "only root may mount, where there is FUSE");
        assumeTrue(Programs.find("mount.fuse3") != null, "fuse3 is not installed");
        Path target = directory.toRealPath().resolve("rootfs");
        Rootfs made = rootfs(target, "fuse3.no-such-filesystem");
        assertThatThrownBy(made::mount)
                .hasMessageContaining("mount.fuse3 cannot mount no-such-filesystem at " + target)
                .hasMessageContaining("not found");
        assertThat(Mounts.isMounted(target)).isFalse();
    }

    @Test
    void theKernelMountsAllOthers() throws Exception {
        assertThat(MountHelper.of(Reaper.start(), "fuse.sshfs"))
                .extracting("program", "type")
                .containsExactly("mount.fuse", "sshfs");
        for (String type : List.of("fuse", "fuseblk", "overlay", "bind", "ext4")) {
            assertThat(MountHelper.of(Reaper.start(), type)).isNull();
        }
    }
}
