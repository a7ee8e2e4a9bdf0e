/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.image.Tools;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
    @TempDir
    private Path directory;

    private static byte[] sample(int size) {
        byte[] bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        // Every other block is like the one before: something to find, far back.
        for (int at = 2 << 16; at + (1 << 16) <= size; at += 2 << 16) {
            System.arraycopy(bytes, 0, bytes, at, 1 << 16);
        }
        return bytes;
    }

    private static byte[] compress(Compression how, byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = how.compress(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static InputStream open(InputStream packed) throws IOException {
        return Compression.decompress(new BufferedInputStream(packed), "layer");
    }

    private static byte[] decompress(byte[] packed) throws IOException {
        try (InputStream in = open(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        }
    }

    /** Runs one of the programs that made the formats. */
    private byte[] by(byte[] plain, String suffix, String... command) throws IOException, InterruptedException {
        Path file = Files.write(directory.resolve("plain"), plain);
        String[] line = Arrays.copyOf(command, command.length + 1);
        line[command.length] = file.toString();
        Tools.run(line);
        return Files.readAllBytes(directory.resolve("plain" + suffix));
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void whatIsCompressedIsReadAgainAndIsTheSameEveryTime(Compression how) throws IOException {
        byte[] plain = sample(3 << 20);
        byte[] packed = compress(how, plain);
        assertThat(Compression.of(packed)).isEqualTo(how);
        assertThat(packed).isEqualTo(compress(how, plain));
        assertThat(decompress(packed)).isEqualTo(plain);
        assertThat(decompress(compress(how, new byte[0]))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-19", "--ultra --long=27 -22"})
    void whatZstdWritesIsRead(String options) throws Exception {
        byte[] plain = sample(20 << 20);
        byte[] packed = by(plain, ".zst", ("zstd -q -f " + options).split(" ", -1));
        assertThat(decompress(packed)).isEqualTo(plain);
    }

    @Test
    void zstdReadsWhatIsWritten() throws Exception {
        byte[] plain = sample(1 << 20);
        Path file = Files.write(directory.resolve("packed.zst"), compress(Compression.ZSTD, plain));
        Tools.run("zstd", "-q", "-d", file.toString());
        assertThat(directory.resolve("packed")).hasBinaryContent(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-9"})
    void whatXzWritesIsRead(String level) throws Exception {
        byte[] plain = sample(1 << 20);
        assertThat(decompress(by(plain, ".xz", "xz", "-k", level))).isEqualTo(plain);
    }

    @Test
    void framesAfterEachOtherAndOnesToSkipAreRead() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(compress(Compression.ZSTD, new byte[] {1}));
        // RFC 8878, 3.1.2: a skippable frame of two bytes.
        all.write(new byte[] {0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9});
        all.write(compress(Compression.ZSTD, new byte[] {2}));
        assertThat(decompress(all.toByteArray())).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void whatIsCutOrChangedIsDamaged(Compression how) throws IOException {
        byte[] packed = compress(how, sample(1 << 20));
        byte[] changed = packed.clone();
        changed[packed.length / 2] ^= 0x20;
        for (byte[] bad : new byte[][] {Arrays.copyOf(packed, packed.length - 9), Arrays.copyOf(packed, 7), changed}) {
            assertThatThrownBy(() -> decompress(bad))
                    .isInstanceOf(JukeException.class)
                    .hasMessageStartingWith("layer is damaged: ");
        }
    }

    @Test
    void xzThatIsCutIsDamaged() throws Exception {
        byte[] packed = by(sample(1 << 20), ".xz", "xz", "-k");
        assertThatThrownBy(() -> decompress(Arrays.copyOf(packed, packed.length - 9)))
                .isInstanceOf(JukeException.class)
                .hasMessageStartingWith("layer is damaged: ");
    }

    @Test
    void aFileThatCannotBeReadIsNotDamaged() throws IOException {
        byte[] packed = compress(Compression.ZSTD, sample(1 << 20));
        InputStream failing = new FilterInputStream(new ByteArrayInputStream(packed)) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (in.available() < packed.length / 2) {
                    throw new IOException("the line is dead");
                }
                return in.read(bytes, offset, length);
            }
        };
        assertThatThrownBy(() -> open(failing).readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessage("the line is dead");
    }

    @Test
    void aWindowOfTwoGibibytesIsRefused() {
        // RFC 8878, 3.1.1.1.2: window descriptor, exponent 21, mantissa 0: 2^31 bytes.
        byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) (21 << 3), 1, 0, 0};
        assertThatThrownBy(() -> decompress(frame))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("memory");
    }

    @Test
    void aBombIsDefused() throws IOException {
        // Blocks of one byte that is repeated 2^17 times, 4 bytes each: 16 GiB (RFC 8878, 3.1.1.2).
        byte[] block = {2, 0, 16, 0};
        int blocks = 1 << 17;
        byte[] bomb = new byte[6 + 4 * blocks];
        System.arraycopy(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 7 << 3}, 0, bomb, 0, 6);
        for (int i = 0; i < blocks; i++) {
            System.arraycopy(block, 0, bomb, 6 + 4 * i, 4);
        }
        try (InputStream in = open(new ByteArrayInputStream(bomb))) {
            assertThatThrownBy(() -> in.transferTo(OutputStream.nullOutputStream()))
                    .isInstanceOf(JukeException.class)
                    .hasMessage("layer unpacks to more than 1100 times its size");
        }
    }

    @Test
    void bzip2IsRefusedWithTheWayOut() {
        assertThatThrownBy(() -> decompress("BZh91AY".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOfSatisfying(
                        JukeException.class, e -> assertThat(e.hint()).isEqualTo("bunzip2 it"));
    }
}
