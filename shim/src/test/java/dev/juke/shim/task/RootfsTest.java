/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.juke.linux.Command;
import dev.juke.linux.Fd;
import dev.juke.linux.LinuxException;
import dev.juke.linux.Mounts;
import dev.juke.linux.Reaper;
import dev.juke.shim.api.types.Mount;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file system of ext4 in a file, as containerd's blockfile gives it. */
@Timeout(60)
class RootfsTest {
    private static final Metadata LINUX = new Metadata(
            Map.of(
                    Key.UNIKERNEL_TYPE, "linux",
                    Key.HYPERVISOR, "qemu",
                    Key.BINARY, "/kernel",
                    Key.MOUNT_ROOTFS, "true"),
            "test");

    @TempDir
    private Path directory;

    private Path image;
    private Path target;
    private @Nullable Rootfs rootfs;

    @BeforeEach
    void makeFileSystem() throws Exception {
        assumeTrue(
                Files.isWritable(Path.of("/dev/loop-control")),
                "only root may attach loop devices, where there are any");
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/mke2fs")), "e2fsprogs is not installed");
        image = Files.write(directory.resolve("image"), new byte[4 << 20]);
        target = directory.toRealPath().resolve("rootfs");
        run(
                "/usr/sbin/mke2fs",
                "-q",
                "-t",
                "ext4",
                "-d",
                Files.createDirectory(directory.resolve("empty")).toString(),
                image.toString());
    }

    @AfterEach
    void unmount() throws LinuxException {
        if (rootfs != null) {
            rootfs.unmount();
        }
    }

    private static void run(String... words) throws Exception {
        Reaper.Result result = Reaper.start().run(Command.of(words), new byte[0], Duration.ofSeconds(20));
        assertThat(new String(result.err(), StandardCharsets.UTF_8)).isEmpty();
        assertThat(result.status()).isZero();
    }

    private Rootfs mounted(String type, Path source, String... options) throws Exception {
        Rootfs made = new Rootfs(
                Reaper.start(),
                target,
                List.of(Mount.newBuilder()
                        .setType(type)
                        .setSource(source.toString())
                        .addAllOptions(List.of(options))
                        .build()));
        rootfs = made;
        made.mount();
        return made;
    }

    private Mounts.Entry entry() throws IOException {
        return Mounts.list().stream()
                .filter(entry -> entry.target().equals(target))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anOrdinaryContainersIsLookedAtReadOnlyAndThenMountedAsItIsWanted() throws Exception {
        Rootfs made = mounted("ext4", image, "rw", "nosuid", "loop");
        assertThat(entry().options()).contains("ro", "nosuid");
        assertThat(made.settle(null)).isNull();
        assertThat(entry().options()).contains("rw", "nosuid");
        Files.writeString(target.resolve("file"), "x");
        Path loop = Path.of("/sys/block", entry().source().substring("/dev/".length()), "loop");
        made.unmount();
        assertThat(loop).doesNotExist();
    }

    @Test
    void aGuestsIsUnmountedAndNobodyElseCanHaveIt() throws Exception {
        Rootfs made = mounted("ext4", image, "rw", "loop");
        Path device = Path.of(entry().source());
        RootDisk disk = Objects.requireNonNull(made.settle(LINUX));
        assertThat(disk.device().numbers()).isEqualTo(entry().device());
        assertThat(disk.take()).isNull();
        assertThat(Mounts.isMounted(target)).isFalse();
        assertThatThrownBy(() -> Mounts.mount("ext4", device.toString(), target, List.of()))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.isBusy()).isTrue());
        Fd.open(device, Fd.READ_WRITE, 0).close();
        made.unmount();
        assertThat(Path.of("/sys/block").resolve(device.getFileName()).resolve("loop"))
                .doesNotExist();
    }

    @Test
    void aDeviceThatIsMountedElsewhereIsNotTaken() throws Exception {
        Path other = Files.createDirectory(directory.toRealPath().resolve("other"));
        Rootfs made = mounted("ext4", image, "rw", "loop");
        String device = entry().source();
        Mounts.mount("ext4", device, other, List.of("ro"));
        try {
            RootDisk disk = Objects.requireNonNull(made.settle(LINUX));
            assertThat(disk.take()).isEqualTo(device + " is mounted at " + other);
        } finally {
            Mounts.unmountAll(other);
        }
    }

    @Test
    void aDirectoryIsNoGuestsDisk() throws Exception {
        Rootfs made = mounted("bind", directory.resolve("empty"), "rbind", "rw");
        assertThatThrownBy(() -> made.settle(LINUX)).hasMessageContaining("it is of type bind");
        assertThat(made.settle(null)).isNull();
    }
}
