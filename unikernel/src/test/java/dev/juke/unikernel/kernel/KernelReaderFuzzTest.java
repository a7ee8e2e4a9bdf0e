/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged kernels: whatever the damage, the answer is a kernel or one clear line. */
class KernelReaderFuzzTest {
    private static final int FILES_PER_SEED = 500;
    /** Where the headers and tables of {@link ElfBytes} lie. */
    private static final int[] INTERESTING = {0, 64, 0x400, 0x500, 0x600, 0x700, 0x800, 0x830, 0x8a0};

    @TempDir
    private Path directory;

    @RepeatedTest(10)
    void aDamagedKernelIsReadOrRefusedInWords(RepetitionInfo repetition) throws IOException {
        Random random = new Random(repetition.getCurrentRepetition());
        List<byte[]> seeds = seeds().toList();
        Path file = directory.resolve("kernel");
        for (int i = 0; i < FILES_PER_SEED; i++) {
            readOrRefused(file, mutated(seeds.get(i % seeds.size()), random));
        }
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                ElfBytes.elf64(62)
                        .multiboot()
                        .note("Xen", 18)
                        .section(".uk_bootinfo")
                        .bytes(),
                ElfBytes.elf32(3)
                        .multiboot()
                        .note("Xen", 18)
                        .section(".uk_bootinfo")
                        .bytes(),
                ElfBytes.elf64(62).solo5(1, 2, "net:service", "block:storage").bytes());
    }

    /** Jazzer guides the search when JAZZER_FUZZ=1; else it only checks the seeds. */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void anyBytesAreReadOrRefusedInWords(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("juke-kernel", "");
        try {
            readOrRefused(file, bytes);
        } finally {
            Files.delete(file);
        }
    }

    private static void readOrRefused(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        try {
            assertThat(KernelReader.read(file).size()).isEqualTo(bytes.length);
        } catch (JukeException e) {
            assertThat(e.line()).doesNotContain("\n").contains(file.toString());
        }
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] bytes = Arrays.copyOf(seed, random.nextInt(4) == 0 ? random.nextInt(seed.length) : seed.length);
        int changes = random.nextInt(8);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            int at = INTERESTING[random.nextInt(INTERESTING.length)] + random.nextInt(128);
            bytes[at % bytes.length] = (byte) (random.nextBoolean() ? random.nextInt() : 0xff);
        }
        return bytes;
    }
}
