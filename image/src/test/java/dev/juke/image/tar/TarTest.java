/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.tar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.image.Tools;
import dev.juke.image.tar.TarEntry.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarTest {
    private static final String LONG = "a/".repeat(150) + "çığ";

    /** An entry and its content. */
    private record Found(String name, Kind kind, String link, int mode, long mtime, String text) {}

    private static List<Found> read(byte[] bytes) throws IOException {
        List<Found> found = new ArrayList<>();
        try (TarReader reader = new TarReader(new ByteArrayInputStream(bytes), "it")) {
            for (@Nullable TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
                String text = new String(reader.content().readAllBytes(), UTF_8);
                assertThat(text.getBytes(UTF_8)).hasSize((int) entry.size());
                assertThat(new String(bytes, (int) entry.offset(), (int) entry.size(), UTF_8))
                        .isEqualTo(text);
                found.add(new Found(entry.name(), entry.kind(), entry.linkName(), entry.mode(), entry.mtime(), text));
            }
        }
        return found;
    }

    private static byte[] sample() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(bytes);
        tar.write(TarEntry.directory("d", 0755, 7));
        tar.write(TarEntry.file("d/f", 0644, 1L << 40, 5), "hello".getBytes(UTF_8));
        tar.write(TarEntry.file(LONG, 0755, 0, 0), new byte[0]);
        tar.write(TarEntry.symlink("d/l", LONG, 0));
        tar.write(new TarEntry("d/h", Kind.HARD_LINK, "d/f", 0600, 1L << 30, 5, 0, 0, 0));
        tar.finish();
        return bytes.toByteArray();
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        assertThat(read(sample()))
                .containsExactly(
                        new Found("d/", Kind.DIRECTORY, "", 0755, 7, ""),
                        new Found("d/f", Kind.FILE, "", 0644, 1L << 40, "hello"),
                        new Found(LONG, Kind.FILE, "", 0755, 0, ""),
                        new Found("d/l", Kind.SYMLINK, LONG, 0777, 0, ""),
                        new Found("d/h", Kind.HARD_LINK, "d/f", 0600, 0, ""));
    }

    @Test
    void contentThatIsNotReadIsSkipped() throws IOException {
        try (TarReader reader = new TarReader(new ByteArrayInputStream(sample()), "it")) {
            int count = 0;
            while (reader.next() != null) {
                count++;
            }
            assertThat(count).isEqualTo(5);
        }
    }

    @Test
    void gnuTarReadsWhatWeWrite(@TempDir Path directory) throws Exception {
        Path file = Files.write(directory.resolve("t.tar"), sample());
        assertThat(Tools.run("tar", "--utc", "-tvf", file.toString()).lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("drwxr-xr-x 0/0").endsWith("1970-01-01 00:00 d/"),
                        line -> assertThat(line).startsWith("-rw-r--r-- 0/0").endsWith(" d/f"),
                        line -> assertThat(line).startsWith("-rwxr-xr-x 0/0"),
                        line -> assertThat(line).startsWith("lrwxrwxrwx 0/0"),
                        line -> assertThat(line)
                                .startsWith("hrw------- 1073741824/5")
                                .endsWith("d/h link to d/f"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar --format=gnu", "tar --format=pax", "tar --format=ustar", "bsdtar --format=pax"})
    void archivesOfOthersAreRead(String program, @TempDir Path directory) throws Exception {
        Path tree = Files.createDirectories(directory.resolve("tree"));
        String name = "n".repeat(program.contains("ustar") ? 90 : 180);
        Files.writeString(tree.resolve(name), "text");
        Files.createSymbolicLink(tree.resolve("zlink"), Path.of(program.contains("ustar") ? "x" : "t".repeat(200)));
        Path file = directory.resolve("t.tar");
        String[] words = program.split(" ", -1);
        Tools.run(words[0], words[1], "-cf", file.toString(), "-C", tree.toString(), name, "zlink");
        assertThat(read(Files.readAllBytes(file)))
                .satisfiesExactly(
                        f -> {
                            assertThat(f.name()).isEqualTo(name);
                            assertThat(f.text()).isEqualTo("text");
                            assertThat(f.mtime()).isGreaterThan(1_600_000_000L);
                        },
                        l -> {
                            assertThat(l.kind()).isEqualTo(Kind.SYMLINK);
                            assertThat(l.link()).matches("x|t{200}");
                        });
    }

    @Test
    void aDirectoryOfTheOldFormatIsADirectory(@TempDir Path directory) throws Exception {
        Files.createDirectories(directory.resolve("d"));
        Path file = directory.resolve("t.tar");
        Tools.run("tar", "--format=v7", "-cf", file.toString(), "-C", directory.toString(), "d");
        assertThat(read(Files.readAllBytes(file)))
                .singleElement()
                .satisfies(d -> assertThat(d.kind()).isEqualTo(Kind.DIRECTORY));
    }

    @Test
    void anEmptyStreamIsAnEmptyArchive() throws IOException {
        assertThat(read(new byte[0])).isEmpty();
        assertThat(read(new byte[10240])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 511, 700, 1100, 1537, 2000})
    void aTruncatedArchiveIsRefused(int length) {
        assertThatThrownBy(() -> read(Arrays.copyOf(sample(), length)))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("it ends within");
    }

    @Test
    void whatIsNoArchiveIsRefused() {
        assertThatThrownBy(() -> read("x".repeat(2000).getBytes(UTF_8)))
                .hasMessage("it is no tar archive or a damaged one: a number in a header is not octal");
    }

    @Test
    void aHeaderWithAWrongChecksumIsRefused() {
        assertThatThrownBy(() -> {
                    byte[] bytes = sample();
                    bytes[0] ^= 1;
                    read(bytes);
                })
                .hasMessageContaining("checksum is wrong");
    }

    @Test
    void aNameThatWouldFillTheMemoryIsRefused() throws IOException {
        TarHeader header = new TarHeader("././@LongLink", 'L', "", 0, 0, 0, 0, 1L << 32);
        assertThatThrownBy(() -> read(header.block())).hasMessageContaining("has 4294967296 bytes");
    }

    @Test
    void aSparseFileIsRefused() throws IOException {
        TarHeader header = new TarHeader("disk", 'S', "", 0, 0, 0, 0, 0);
        assertThatThrownBy(() -> read(header.block())).hasMessageContaining("sparse file");
    }

    @Test
    void aFileThatGrewWhileItWasWrittenIsAnError() {
        TarWriter tar = new TarWriter(new ByteArrayOutputStream());
        assertThatThrownBy(() -> tar.write(TarEntry.file("f", 0644, 0, 3), "four".getBytes(UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessage("'f' changed its size from 3 to 4 bytes");
    }

    @RepeatedTest(10)
    void aDamagedArchiveIsReadOrRefusedInWords(RepetitionInfo repetition) throws IOException {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] seed = sample();
        for (int i = 0; i < 300; i++) {
            byte[] bytes = Arrays.copyOf(seed, random.nextInt(seed.length) + 1);
            for (int j = random.nextInt(4); j > 0; j--) {
                int block = random.nextInt((bytes.length + 511) / 512) * 512;
                bytes[Math.min(block + 100 + random.nextInt(60), bytes.length - 1)] = (byte) random.nextInt();
                fixChecksum(bytes, block);
            }
            try {
                read(bytes);
            } catch (JukeException e) {
                assertThat(e.line()).doesNotContain("\n").startsWith("it is no tar archive");
            }
        }
    }

    private static void fixChecksum(byte[] bytes, int block) {
        if (block + 512 > bytes.length) {
            return;
        }
        Arrays.fill(bytes, block + 148, block + 156, (byte) ' ');
        int sum = 0;
        for (int i = block; i < block + 512; i++) {
            sum += bytes[i] & 0xff;
        }
        byte[] octal = Integer.toOctalString(sum).getBytes(UTF_8);
        System.arraycopy(octal, 0, bytes, block + 148, octal.length);
    }
}
