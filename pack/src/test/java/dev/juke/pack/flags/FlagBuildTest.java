/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.flags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Platform;
import dev.juke.pack.BuildContext;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Rootfs;
import dev.juke.pack.RootfsFormat;
import dev.juke.pack.TestKernels;
import dev.juke.pack.Workspace;
import dev.juke.pack.containerfile.SomeImages;
import dev.juke.pack.tree.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlagBuildTest {
    private final Workspace work = Workspace.create();
    private final SomeImages images = new SomeImages(work);

    @TempDir
    private Path directory;

    @BeforeEach
    void makeFiles() throws IOException {
        Files.write(directory.resolve("app.elf"), TestKernels.multiboot());
        Files.createDirectories(directory.resolve("rootfs/etc"));
        Files.writeString(directory.resolve("rootfs/etc/motd"), "hi");
        Files.writeString(directory.resolve("disk.img"), "disk");
        FileTree base = new FileTree();
        base.put("kernel", images.file("kernel"));
        base.put("initrd", images.file("initrd"));
        images.add("base", base, new JsonObject());
    }

    @AfterEach
    void close() {
        work.close();
    }

    private BuildRequest request(String... words) {
        Map<String, String> flags = new HashMap<>(Map.of("--guest", "linux", "--monitor", "qemu"));
        for (int i = 0; i < words.length; i += 2) {
            flags.put(words[i], words[i + 1].replace("DIR", directory.toString()));
        }
        BuildContext context = new BuildContext(
                directory, work, images, Platform.linux("amd64"), Map.of(), "", 7, true, false, _ -> {});
        return new FlagBuild(flags, null, List.of("a", "b")).request(context);
    }

    private void refused(String line, String... words) {
        assertThatThrownBy(() -> request(words))
                .isInstanceOfSatisfying(
                        JukeException.class,
                        e -> assertThat(e.line().replace(directory.toString(), "DIR"))
                                .isEqualTo(line));
    }

    @Test
    void flagsSayWhatABuildFileSays() {
        BuildRequest request = request("--kernel", "DIR/app.elf", "--initrd", "DIR/rootfs", "--guest-version", "6");
        assertThat(request.metadata().annotations())
                .containsEntry("com.urunc.unikernel.initrd", "/.boot/rootfs")
                .containsEntry("com.urunc.unikernel.unikernelVersion", "6")
                .containsEntry("com.urunc.unikernel.cmdline", "a b")
                .isEqualTo(request.settings().labels());
        assertThat(((Rootfs.Made) request.rootfs()).tree().nodes().keySet()).containsExactly("etc", "etc/motd");
    }

    @Test
    void disksTreesAndBasesAreKnown() {
        Rootfs.Made disk = (Rootfs.Made)
                request("--kernel", "DIR/app.elf", "--block", "DIR/rootfs", "--fs", "ext4", "--size", "8M")
                        .rootfs();
        assertThat(disk.format()).isEqualTo(RootfsFormat.EXT4);
        assertThat(disk.size()).isEqualTo(8 << 20);
        assertThat(request("--kernel", "DIR/app.elf", "--block", "DIR/disk.img").rootfs())
                .isInstanceOf(Rootfs.Block.class);
        BuildRequest tree = request("--kernel", "DIR/app.elf", "--rootfs", "DIR/rootfs", "--base", "base");
        assertThat(tree.rootfs()).isEqualTo(new Rootfs.ImageTree());
        assertThat(tree.base()).isNotNull();
        assertThat(tree.layers()).hasSize(1);
        BuildRequest inBase = request("--kernel", "base:/kernel", "--initrd", "base:/initrd", "--base", "base");
        assertThat(inBase.kernel().place()).isEqualTo("/kernel");
        assertThat(inBase.metadata().annotations()).containsEntry("com.urunc.unikernel.initrd", "/initrd");
        assertThat(((Rootfs.Made) request("--kernel", "DIR/app.elf", "--initrd", "base:/", "--base", "base")
                                .rootfs())
                        .tree()
                        .nodes()
                        .keySet())
                .containsExactly("initrd", "kernel");
        assertThat(request("--kernel", "DIR/app.elf", "--base", "base").rootfs())
                .isEqualTo(new Rootfs.ImageTree());
        assertThat(request("--kernel", "DIR/app.elf").rootfs()).isEqualTo(new Rootfs.None());
    }

    @Test
    void whatIsWrongNamesTheFlag() {
        refused(
                "--guest is missing; add it, or name a build file\n--monitor is missing; add it, or name a build file",
                "--kernel",
                "DIR/app.elf",
                "--guest",
                "",
                "--monitor",
                "");
        refused(
                "--initrd and --block exclude each other; give one",
                "--kernel",
                "DIR/app.elf",
                "--initrd",
                "a",
                "--block",
                "b");
        refused("--initrd: 'none' does not exist; check the path", "--kernel", "DIR/app.elf", "--initrd", "none");
        refused("--kernel: 'none' cannot be read: no such file or directory; check the path", "--kernel", "none");
        refused(
                "--kernel: 'base:/kernel' is a path in an image, but none is given; add --base",
                "--kernel",
                "base:/kernel");
        refused(
                "--arch: architecture 'vax' is not known; use x86, x86_64, amd64, aarch64 or arm64",
                "--kernel",
                "DIR/app.elf",
                "--arch",
                "vax");
        refused("--size: a size is given for no files; leave it out", "--kernel", "DIR/app.elf", "--size", "1M");
        refused(
                "--rootfs: 'DIR/disk.img' is neither a directory nor a tar archive; name one",
                "--kernel",
                "DIR/app.elf",
                "--rootfs",
                "DIR/disk.img");
    }
}
