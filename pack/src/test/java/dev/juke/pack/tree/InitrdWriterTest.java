/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.juke.pack.tree.InitrdWriter.Links;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitrdWriterTest {
    @TempDir
    private Path directory;

    private Path source;

    @BeforeEach
    void makeFiles() throws IOException {
        source = directory.resolve("source");
        Files.createDirectories(source.resolve("etc"));
        Files.writeString(source.resolve("etc/hosts"), "127.0.0.1 localhost\n");
        Files.writeString(source.resolve("init"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(source.resolve("init"), PosixFilePermissions.fromString("rwxrwx---"));
        Files.createSymbolicLink(source.resolve("link"), Path.of("etc/hosts"));
        Files.writeString(source.resolve("empty"), "");
        Files.writeString(source.resolve("çığ"), "ü");
    }

    private byte[] write(long mtime) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        InitrdWriter.write(FileTree.of(source), mtime, Links.SHARED, bytes);
        return bytes.toByteArray();
    }

    private List<String> run(Path input, String... command) throws IOException, InterruptedException {
        assumeTrue(
                List.of(System.getenv("PATH").split(":", -1)).stream()
                        .anyMatch(place -> Files.isExecutable(Path.of(place, command[0]))),
                command[0] + " is not installed");
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(input.toFile());
        builder.environment().put("TZ", "UTC");
        Process process = builder.directory(directory.toFile()).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();
        String errors = new String(process.getErrorStream().readAllBytes(), US_ASCII);
        assertThat(process.waitFor()).as(errors).isZero();
        return lines;
    }

    @Test
    void cpioListsIt() throws Exception {
        Path archive = Files.write(directory.resolve("initrd"), write(86400));
        assertThat(run(archive, "cpio", "-itv", "--numeric-uid-gid"))
                .satisfiesExactly(
                        line -> assertThat(line).matches("-rw-r--r-- +1 0 +0 +0 Jan +2 +1970 \\./empty"),
                        line -> assertThat(line).matches("drwxr-xr-x +2 0 +0 +0 Jan +2 +1970 \\./etc"),
                        line -> assertThat(line).matches("-rw-r--r-- +1 0 +0 +20 Jan +2 +1970 \\./etc/hosts"),
                        line -> assertThat(line).matches("-rwxr-xr-x +1 0 +0 +10 Jan +2 +1970 \\./init"),
                        line -> assertThat(line).matches("lrwxrwxrwx +1 0 +0 +9 Jan +2 +1970 \\./link -> etc/hosts"),
                        line -> assertThat(line).matches("-rw-r--r-- +1 0 +0 +2 Jan +2 +1970 \\./.*"));
    }

    @Test
    void bsdcpioUnpacksTheSameTree() throws Exception {
        Path archive = Files.write(directory.resolve("initrd"), write(0));
        Files.createDirectory(directory.resolve("out"));
        run(archive, "sh", "-c", "cd out && exec bsdcpio -id --quiet");
        assertThat(directory.resolve("out/etc/hosts")).hasSameBinaryContentAs(source.resolve("etc/hosts"));
        assertThat(directory.resolve("out/çığ")).hasContent("ü");
        assertThat(Files.readSymbolicLink(directory.resolve("out/link"))).hasToString("etc/hosts");
        assertThat(directory.resolve("out/init")).isExecutable();
    }

    @Test
    void itIsPaddedSoThatAnotherCanFollow() throws Exception {
        byte[] one = write(0);
        assertThat(one.length % 512).isZero();
        assertThat(new String(one, 0, 6, US_ASCII)).isEqualTo("070701");
        assertThat(new String(one, US_ASCII)).contains("TRAILER!!!");
    }

    @Test
    void theSameFilesGiveTheSameBytes() throws Exception {
        byte[] first = write(0);
        Path other = Files.createDirectory(directory.resolve("other"));
        // Another order of creation, other times, another umask.
        Files.writeString(other.resolve("çığ"), "ü");
        Files.writeString(other.resolve("empty"), "");
        Files.createSymbolicLink(other.resolve("link"), Path.of("etc/hosts"));
        Files.writeString(other.resolve("init"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(other.resolve("init"), PosixFilePermissions.fromString("rwx--x--x"));
        Files.createDirectories(other.resolve("etc"));
        Files.setPosixFilePermissions(other.resolve("etc"), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(other.resolve("etc/hosts"), "127.0.0.1 localhost\n");
        Files.setPosixFilePermissions(other.resolve("etc/hosts"), PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setLastModifiedTime(other.resolve("init"), FileTime.fromMillis(5_000));
        source = other;
        assertThat(write(0)).isEqualTo(first);
        assertThat(write(1)).isNotEqualTo(first);
    }

    @Test
    void anEmptyTreeIsJustTheTrailer() throws IOException {
        source = Files.createDirectory(directory.resolve("void"));
        assertThat(write(0)).hasSize(512);
    }

    @Test
    void aFileThatIsTooLargeForTheFormatIsRefused() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(source.resolve("large").toFile(), "rw")) {
            file.setLength(1L << 32);
        }
        assertThatThrownBy(
                        () -> InitrdWriter.write(FileTree.of(source), 0, Links.SHARED, OutputStream.nullOutputStream()))
                .hasMessageContaining("has 4294967296 bytes, more than an initrd can hold");
    }
}
