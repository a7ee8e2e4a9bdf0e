/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.base.json.Json;
import dev.juke.image.Digest;
import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarWriter;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Rootfs;
import dev.juke.pack.RootfsFormat;
import dev.juke.pack.Settings;
import dev.juke.pack.tree.FileTree;
import dev.juke.unikernel.Key;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys and meanings that bunny lacks, and reading as leniently as bunny does. */
class BunnyfileOwnKeysTest extends BunnyfileFixture {
    private Rootfs rootfs(String text) throws IOException {
        return read(HEAD + KERNEL + text).rootfs();
    }

    private static RootfsFormat format(Rootfs rootfs) {
        return ((Rootfs.Made) rootfs).format();
    }

    @Test
    void theSettingsOfAnImageMayBeSaid() throws IOException {
        BuildRequest request = read(HEAD + KERNEL + """
                labels: { org.example.a: b, com.urunc.unikernel.blkMntPoint: /data }
                workdir: /srv
                user: "1000:1000"
                expose: [80, 53/udp]
                volumes: [/data]
                """);
        Settings settings = request.settings();
        assertThat(settings.labels())
                .containsEntry("org.example.a", "b")
                .containsEntry("com.urunc.unikernel.blkMntPoint", "/data");
        assertThat(request.metadata().get(Key.BLOCK_MOUNT_POINT)).isEqualTo("/data");
        assertThat(settings.workingDir()).isEqualTo("/srv");
        assertThat(settings.user()).isEqualTo("1000:1000");
        assertThat(settings.ports()).containsExactly("53/udp", "80/tcp");
        assertThat(settings.volumes()).containsExactly("/data");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "workdir: srv|FILE:5:10: workdir: 'srv' does not begin with '/'; write '/srv'",
                "expose: [99999]|FILE:5:10: '99999' is no port; write PORT or PORT/udp",
                "expose: [http]|FILE:5:10: 'http' is no port; write PORT or PORT/udp",
                "labels: [a]|FILE:5:9: labels must have keys, but is a list; write 'KEY: VALUE' lines",
                "labels: { a: [b] }|FILE:5:14: labels.a must be a text, but is a list; write it in quotes",
                "rootfs: { include: [conf], size: 64M }|FILE:5:34: a size is given for files that are packed into nothing; leave it out",
                "rootfs: { type: initrd, include: [conf], size: 64M }|FILE:5:48: a size is given for an initrd; leave it out",
                "rootfs: { type: block, include: [conf], compression: gzip }|FILE:5:54: a compression is given for a disk; leave it out",
                "rootfs: { type: block, include: [conf], fs: btrfs }|FILE:5:45: file system 'btrfs' is not known; use ext2, ext4, iso9660 or ffs",
                "rootfs: { type: block, include: [conf], size: much }|FILE:5:47: 'much' is no size; write a number of bytes, or one with K, M or G: 64M",
                "rootfs: { type: block, include: [conf], size: 999999999999T }|FILE:5:47: '999999999999T' is a size of nothing or too much; write a number of bytes, or one with K, M or G: 64M",
                "rootfs: { from: local, path: fs.img, type: block, fs: ext4 }|FILE:5:55: a file system is given for a file that is ready; leave it out",
                "rootfs: { type: initrd, include: [conf], compression: lz4 }|FILE:5:55: compression 'lz4' is not known; use none, gzip or zstd"
            })
    void whatMakesNoSenseIsRefused(String text, String line) {
        refused(HEAD + KERNEL + text, line);
    }

    @Test
    void aDiskIsMadeOfFiles() throws IOException {
        Rootfs made = rootfs("rootfs: { type: block, include: [conf], fs: ext4, size: 64M }");
        assertThat(format(made)).isEqualTo(RootfsFormat.EXT4);
        assertThat(((Rootfs.Made) made).size()).isEqualTo(64 << 20);
        assertThat(format(rootfs("rootfs: { type: block, include: [conf] }"))).isEqualTo(RootfsFormat.EXT2);
        assertThat(format(rootfs("rootfs: { type: block, size: 1M }"))).isEqualTo(RootfsFormat.EXT2);
        assertThat(rootfs("rootfs: { type: block }")).isEqualTo(new Rootfs.None());
    }

    @Test
    void anInitrdMayBeCompressed() throws IOException {
        assertThat(format(rootfs("rootfs: { type: initrd, include: [conf], compression: gzip }")))
                .isEqualTo(RootfsFormat.CPIO_GZIP);
        assertThat(format(rootfs("rootfs: { type: initrd, include: [conf], compression: zstd }")))
                .isEqualTo(RootfsFormat.CPIO_ZSTD);
    }

    @Test
    void aDirectoryOrAnArchiveBecomesAnInitrd() throws IOException {
        Path tar = context.resolve("files.tar.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(tar));
                TarWriter writer = new TarWriter(out)) {
            writer.write(TarEntry.directory("etc", 0755, 0));
            writer.write(TarEntry.file("etc/motd", 0644, 0, 2), new byte[] {'h', 'i'});
        }
        Rootfs unpacked = rootfs("rootfs: { from: local, path: files.tar.gz, type: initrd }");
        assertThat(((Rootfs.Made) unpacked).tree().nodes().keySet()).containsExactly("etc", "etc/motd");
        Rootfs directory = rootfs("rootfs: { from: local, path: conf, type: initrd }");
        assertThat(((Rootfs.Made) directory).tree().nodes().keySet()).containsExactly("a");
        assertThat(rootfs("rootfs: { from: local, path: fs.img, type: initrd }"))
                .isInstanceOf(Rootfs.Initrd.class);
    }

    @Test
    void anImagesFilesBecomeAnInitrdThatRunsAsTheImageDoes() throws IOException {
        FileTree tree = new FileTree();
        tree.put("bin/whoami", images.file("w"));
        images.add(
                "whoami",
                tree,
                Json.parseObject(
                        "{\"Entrypoint\":[\"/whoami\"],\"Cmd\":[\"-v\"],\"Env\":[\"A=1\"],\"WorkingDir\":\"/w\",\"User\":\"5\"}"
                                .getBytes(StandardCharsets.UTF_8),
                        "the test"));
        BuildRequest request = read(HEAD + KERNEL + "rootfs: { from: whoami, type: initrd }\nenvs: [B=2]\ncmd: [-q]");
        assertThat(((Rootfs.Made) request.rootfs()).tree().nodes().keySet()).containsExactly("bin", "bin/whoami");
        assertThat(request.base()).isNull();
        assertThat(request.settings().entrypoint()).containsExactly("/whoami");
        assertThat(request.settings().cmd()).containsExactly("-q");
        assertThat(request.settings().env()).containsExactly("A=1", "B=2");
        assertThat(request.settings().workingDir()).isEqualTo("/w");
        assertThat(request.settings().user()).isEqualTo("5");
    }

    @Test
    void aKernelMayBePinned() throws IOException {
        String digest = Digest.of(new byte[0]).toString();
        String pinned = HEAD + "kernel: { from: local, path: app.elf, digest: '";
        assertThat(read(pinned + digest + "' }").kernel().name()).endsWith("app.elf");
        refused(
                pinned + digest.replace("e3b0", "0000") + "' }",
                "FILE:4:47: kernel DIR/app.elf has the digest " + digest
                        + "; correct kernel.digest, or get the right kernel");
        refused(
                pinned + "e3b0' }",
                "FILE:4:47: 'e3b0' is no digest; write sha256: and what sha256sum says of the kernel");
    }

    @Test
    void allErrorsOfAFileAreToldTogether() {
        refused("""
                version: 9
                platforms: { framework: linux, monitor: qemu, architecture: vax }
                kernal: x
                kernel: { from: local, path: none }
                rootfs: { type: raw, include: [nothing, {}] }
                cmd: a
                volumes: [b]
                """, """
                FILE:3:1: unknown key 'kernal'; did you mean 'kernel'?
                FILE:1:10: version 9 is newer than v0.1, the newest that Juke reads; write 'version: v0.1', or update Juke
                FILE:2:61: architecture 'vax' is not known; use x86, x86_64, amd64, aarch64 or arm64
                FILE:4:30: 'none' does not exist in the context DIR; check the path
                FILE:5:41: rootfs.include.source is missing; add it
                FILE:5:32: 'nothing' does not exist in the context DIR; check the path
                FILE:6:6: cmd must be a list, but is a text; write ['A', 'B']
                FILE:7:11: volumes: 'b' does not begin with '/'; write '/b'""");
        assertThat(images.asked).isEmpty();
    }

    @Test
    void aLenientReadingWarnsOfWhatBunnyIgnores() throws IOException {
        lenient = true;
        BuildRequest request = read("""
                version: v0.1
                platforms: { framework: linux, monitor: qemu, architecture: vax, arch: y }
                kernel: { from: local, path: app.elf }
                kernal: x
                cmd: [a]
                cmdline: b
                ---
                other: document
                """);
        assertThat(request.settings().cmd()).isEqualTo(List.of("a"));
        assertThat(warnings)
                .containsExactly(
                        "FILE:8:1: another document (ignored)",
                        "FILE:4:1: unknown key 'kernal'; did you mean 'kernel'? (ignored)",
                        "FILE:2:66: unknown key 'platforms.arch'; known here are: framework, version, monitor, architecture (ignored)",
                        "FILE:2:61: architecture 'vax' is not known; use x86, x86_64, amd64, aarch64 or arm64 (ignored)",
                        "FILE:6:10: cmdline has no meaning beside cmd (ignored)");
    }
}
