/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.base.json.JsonObject;
import dev.juke.image.Platform;
import dev.juke.pack.BootFile;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Rootfs;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where kernel and files come from decides what the image starts from. */
class BunnyfileImagesTest extends BunnyfileFixture {
    private static final String IMAGE_KERNEL = "kernel: { from: k, path: boot/kernel }\n";

    @BeforeEach
    void makeImages() throws IOException {
        FileTree kernels = new FileTree();
        kernels.put("boot/kernel", images.file("kernel"));
        kernels.put("boot/link", new Node.Link(Permissions.LINK, "kernel"));
        images.add("k", kernels, new JsonObject());
        FileTree files = new FileTree();
        files.put("initrd", images.file("initrd"));
        files.put("etc", new Node.Directory(Permissions.DIRECTORY.with(0700)));
        files.put("etc/passwd", images.file("p"));
        files.put("bin", new Node.Link(Permissions.LINK, "usr/bin"));
        files.put("usr/bin", new Node.Directory(Permissions.DIRECTORY));
        images.add("r", files, new JsonObject());
    }

    private String base(BuildRequest request) {
        for (String name : new String[] {"k", "r"}) {
            if (request.base() != null
                    && request.base()
                            .equals(images.find(name, Platform.linux("amd64")).image())) {
                return name;
            }
        }
        return "none";
    }

    private static String place(@Nullable BootFile file) {
        return file == null || file.place() == null ? "copied" : file.place();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "local|{ from: local, path: fs.img, type: initrd }|none|copied",
                "local|{ type: initrd, include: [conf] }|none|copied",
                "local|{ type: raw, include: [conf] }|none|copied",
                "local|{ from: scratch }|none|copied",
                "local|{ from: r, path: /initrd, type: initrd }|r|copied",
                "local|{ from: r, type: raw }|r|copied",
                "local|{ from: r, type: raw, include: [conf] }|r|copied",
                "image|{ from: local, path: fs.img, type: initrd }|k|boot/kernel",
                "image|{ type: initrd, include: [conf] }|k|boot/kernel",
                "image|{ type: block, include: [conf] }|k|boot/kernel",
                "image|{ type: raw, include: [conf] }|none|copied",
                "image|{ from: scratch }|k|boot/kernel",
                "image|{ from: r, path: /initrd, type: block }|r|copied",
                "image|{ from: r, type: raw }|r|copied",
                "image|{ from: r, type: initrd }|k|boot/kernel"
            })
    void theBaseFollowsFromTheSources(String kernel, String rootfs, String base, String place) throws IOException {
        BuildRequest request =
                read(HEAD + (kernel.equals("local") ? KERNEL : IMAGE_KERNEL) + "rootfs: " + rootfs + "\n");
        assertThat(base(request)).isEqualTo(base);
        assertThat(place(request.kernel())).isEqualTo(place);
    }

    @Test
    void aFileOfTheBaseIsNamedWhereItIs() throws IOException {
        BuildRequest request = read(HEAD + KERNEL + "rootfs: { from: r, path: /initrd, type: initrd }");
        assertThat(place(((Rootfs.Initrd) request.rootfs()).file())).isEqualTo("/initrd");
        assertThat(request.metadata().annotations())
                .containsEntry("com.urunc.unikernel.initrd", "/initrd")
                .containsEntry("com.urunc.unikernel.binary", "/.boot/kernel");
    }

    @Test
    void whatGoesOverABaseKeepsItsDirectoriesAndFollowsItsLinks() throws IOException {
        BuildRequest request = read(HEAD + KERNEL + """
                rootfs:
                  from: r
                  type: raw
                  include:
                    - conf/a:/etc
                    - { from: k, source: boot/kernel, destination: /bin/vmlinuz }
                    - conf:/etc
                """);
        FileTree layer = request.layers().getFirst().tree();
        assertThat(layer.nodes().keySet())
                .containsExactly("etc", "etc/a", "etc/conf", "etc/conf/a", "usr", "usr/bin", "usr/bin/vmlinuz");
        assertThat(Objects.requireNonNull(layer.get("etc")).permissions().mode())
                .isEqualTo(0700);
    }

    @Test
    void whatAnImageLacksIsToldWithItsPlace() {
        refused(
                HEAD + "kernel: { from: k, path: /vmlinux }",
                "FILE:4:26: '/vmlinux' does not exist in image 'k'; check the path");
        refused(
                HEAD + "kernel: { from: k, path: /boot/link }",
                "FILE:4:26: '/boot/link' of image 'k' is a symbolic link to 'kernel'; name the file that it points at");
        refused(
                HEAD + "kernel: { from: k, path: /boot }",
                "FILE:4:26: '/boot' is a directory of image 'k'; name a file");
        refused(HEAD + "kernel: { from: nowhere, path: /boot }", "FILE:4:17: image 'nowhere' is not there; pull it");
        refused(
                HEAD + "kernel: { from: k, path: /boot//kernel }",
                "FILE:4:26: '/boot//kernel' cannot be a path in an image's metadata; use letters, digits, '.', '_', '-'"
                        + " and '/', without '..', '//' or a '/' at the end");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "qemu|unikraft.org/nginx:1.15|qemu/amd64",
                "firecracker|unikraft.org/nginx:1.15|fc/amd64",
                "qemu, architecture: aarch64|unikraft.org/nginx:1.15|qemu/arm64",
                "qemu|docker://index.unikraft.io/unikraft.org/nginx:1|qemu/amd64",
                "qemu, architecture: aarch64|docker.io/nginx|linux/arm64",
                "firecracker|docker.io/nginx|linux/amd64"
            })
    void anImageIsWantedForItsPlatform(String monitor, String reference, String platform) throws IOException {
        FileTree tree = new FileTree();
        tree.put("kernel", images.file("kernel"));
        images.add(reference, tree, new JsonObject());
        read("version: v0.1\nplatforms: { framework: unikraft, monitor: " + monitor + " }\nkernel: { from: '"
                + reference + "', path: /kernel }\n");
        assertThat(images.asked).containsExactly(reference + " " + platform);
    }
}
