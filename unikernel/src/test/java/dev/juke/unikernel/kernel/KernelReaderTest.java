/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.machine.Architecture;
import dev.juke.unikernel.kernel.Kernel.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelReaderTest {
    private static final int X86_64 = 62;
    private static final int I386 = 3;
    private static final int AARCH64 = 183;

    @TempDir
    private Path directory;

    private Kernel read(byte[] bytes) throws IOException {
        return KernelReader.read(Files.write(directory.resolve("kernel"), bytes));
    }

    private void refused(byte[] bytes, String words) {
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining(directory.resolve("kernel").toString())
                .hasMessageContaining(words);
    }

    @Test
    void a64BitElfFileForX86IsRead() throws IOException {
        assertThat(read(ElfBytes.elf64(X86_64).bytes()))
                .isEqualTo(new Kernel(Format.ELF64, Architecture.AMD64, false, false, false, 4096));
    }

    @Test
    void a32BitElfFileForX86IsTakenForAmd64() throws IOException {
        assertThat(read(ElfBytes.elf32(I386).multiboot().bytes()))
                .isEqualTo(new Kernel(Format.ELF32, Architecture.AMD64, false, true, false, 4096));
    }

    @Test
    void anElfFileForArmIsRead() throws IOException {
        assertThat(read(ElfBytes.elf64(AARCH64).bytes()).architecture()).isEqualTo(Architecture.ARM64);
    }

    @Test
    void aPvhNoteIsFoundInBothSizesOfElf() throws IOException {
        assertThat(read(ElfBytes.elf64(X86_64).note("Xen", 18).bytes()).pvh()).isTrue();
        assertThat(read(ElfBytes.elf32(I386).note("Xen", 18).bytes()).pvh()).isTrue();
    }

    @Test
    void otherNotesAreNoPvh() throws IOException {
        assertThat(read(ElfBytes.elf64(X86_64).note("Xen", 17).bytes()).pvh()).isFalse();
        assertThat(read(ElfBytes.elf64(X86_64).note("GNU", 18).bytes()).pvh()).isFalse();
        assertThat(read(ElfBytes.elf64(AARCH64).note("Xen", 18).bytes()).pvh()).isFalse();
    }

    @Test
    void aMultibootHeaderCountsOnlyWithItsChecksum() throws IOException {
        assertThat(read(ElfBytes.elf64(X86_64).multiboot().bytes()).multiboot()).isTrue();
        assertThat(read(ElfBytes.elf64(X86_64).multiboot().with(0x408, 0).bytes())
                        .multiboot())
                .isFalse();
    }

    @Test
    void aMultibootHeaderBeyondTheFirst8192BytesIsNone() throws IOException {
        byte[] plain = ElfBytes.elf64(X86_64).bytes();
        byte[] bytes = Arrays.copyOf(plain, 16384);
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(8192, 0x1BADB002)
                .putInt(8200, -0x1BADB002);
        assertThat(read(bytes).multiboot()).isFalse();
    }

    @Test
    void unikraftsSectionIsFound() throws IOException {
        assertThat(read(ElfBytes.elf64(X86_64).section(".uk_bootinfo").bytes()).unikraft())
                .isTrue();
        assertThat(read(ElfBytes.elf64(X86_64).section(".text").bytes()).unikraft())
                .isFalse();
    }

    @Test
    void unikraftsSectionIsFoundInAWrapped64BitFile() throws IOException {
        byte[] outer = ElfBytes.elf32(I386).multiboot().bytes();
        byte[] inner = ElfBytes.elf64(X86_64).section(".uk_bootinfo").bytes();
        byte[] wrapped = Arrays.copyOf(outer, outer.length + inner.length);
        System.arraycopy(inner, 0, wrapped, outer.length, inner.length);
        assertThat(read(wrapped)).isEqualTo(new Kernel(Format.ELF32, Architecture.AMD64, false, true, true, 8192));
    }

    @Test
    void aSolo5KernelsMissingInterpreterIsNoObjection() throws IOException {
        assertThat(read(ElfBytes.elf64(X86_64)
                                .interpreter("/nonexistent/solo5/")
                                .bytes())
                        .format())
                .isEqualTo(Format.ELF64);
    }

    @Test
    void anOrdinaryProgramIsRefused() {
        refused(
                ElfBytes.elf64(X86_64)
                        .interpreter("/lib64/ld-linux-x86-64.so.2")
                        .bytes(),
                "is a program for an operating system: it asks for /lib64/ld-linux-x86-64.so.2");
    }

    @Test
    void thisMachinesOwnShellIsRefused() {
        assertThatThrownBy(() -> KernelReader.read(Path.of("/bin/sh").toRealPath()))
                .hasMessageContaining("is a program for an operating system");
    }

    @ParameterizedTest
    @CsvSource({"243,RISC-V", "40,32-bit ARM", "8,MIPS", "22,IBM Z", "999,the machine of number 999"})
    void anElfFileForAnotherMachineIsRefusedByItsName(int machine, String name) {
        refused(ElfBytes.elf64(machine).bytes(), "is an ELF file for " + name);
    }

    @ParameterizedTest
    @CsvSource({
        "5,2,is a big-endian ELF file",
        "4,7,its ELF class is 7",
        "16,1,is an object file",
        "16,4,its ELF type is 4",
        "54,9,an entry of its program header table has 9 bytes",
        "33,32,its program header table lies beyond its end",
        "97,32,a segment lies beyond its end"
    })
    void anElfFileWithAWrongHeaderIsRefused(int offset, int value, String words) {
        refused(ElfBytes.elf64(X86_64).with(offset, value).bytes(), words);
    }

    @ParameterizedTest
    @CsvSource({"10,ELF header", "60,ELF header", "100,program header table", "4000,segment"})
    void aTruncatedElfFileIsRefused(int length, String what) {
        byte[] bytes = Arrays.copyOf(ElfBytes.elf64(X86_64).bytes(), length);
        refused(bytes, "is truncated");
        refused(bytes, what);
    }

    private static byte[] bzImage(int version, int paragraphs) {
        ByteBuffer bytes = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0x1f1, (byte) 7);
        bytes.putInt(0x1f4, paragraphs);
        bytes.putShort(0x1fe, (short) 0xAA55);
        bytes.put(0x202, "HdrS".getBytes(UTF_8));
        bytes.putShort(0x206, (short) version);
        return bytes.array();
    }

    @Test
    void aBzImageIsRead() throws IOException {
        assertThat(read(bzImage(0x20f, 256)))
                .isEqualTo(new Kernel(Format.BZIMAGE, Architecture.AMD64, false, false, false, 8192));
    }

    @Test
    void aBzImageOfAnAncientProtocolIsNone() {
        refused(bzImage(0x1ff, 256), "is no kernel");
    }

    @Test
    void aTruncatedBzImageIsRefused() {
        refused(bzImage(0x20f, 257), "is truncated: a bzImage of 8208 bytes that ends at byte 8192");
    }

    @Test
    void anArm64ImageIsRead() throws IOException {
        byte[] bytes = new byte[4096];
        System.arraycopy("ARMd".getBytes(UTF_8), 0, bytes, 56, 4);
        assertThat(read(bytes))
                .isEqualTo(new Kernel(Format.ARM64_IMAGE, Architecture.ARM64, false, false, false, 4096));
    }

    @Test
    void whatIsNoKernelIsRefusedWithWhatItIs() throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(gzip)) {
            out.write(new byte[100]);
        }
        refused(new byte[0], "but an empty file");
        refused("version: v0.1\nçığ\n".getBytes(UTF_8), "but a text file");
        refused("#!/bin/sh\n".getBytes(UTF_8), "but a script");
        refused("070701".getBytes(UTF_8), "but a cpio archive, which is an initrd");
        refused(gzip.toByteArray(), "but a gzip archive");
        refused(new byte[3000], "but data of an unknown kind");
        refused(new byte[] {0x7f, 'E', 'L', 'F'}, "is truncated");
    }

    @Test
    void aDirectoryAndAMissingFileAreRefused() {
        assertThatThrownBy(() -> KernelReader.read(directory)).hasMessage("kernel " + directory + " is a directory");
        assertThatThrownBy(() -> KernelReader.read(directory.resolve("none")))
                .hasMessage("kernel " + directory.resolve("none") + " cannot be read: no such file or directory");
    }

    @Test
    void aDeviceThatNeverEndsIsRefused() {
        assertThatThrownBy(() -> KernelReader.read(Path.of("/dev/zero"))).hasMessageContaining("is no regular file");
    }
}
