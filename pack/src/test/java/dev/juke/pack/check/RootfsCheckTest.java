/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.check;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.juke.unikernel.Key;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootfsCheckTest {
    @TempDir
    private Path directory;

    private Subject.File file(int size, int offset, String hex) throws IOException {
        byte[] magic = HexFormat.of().parseHex(hex);
        byte[] bytes = new byte[size];
        System.arraycopy(magic, 0, bytes, offset, magic.length);
        return Subjects.file(directory.resolve("f"), bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "CPIO,0,303730373031",
        "CPIO,0,303730373032",
        "GZIP,0,1f8b",
        "ZSTD,0,28b52ffd",
        "XZ,0,fd377a585a00",
        "LZ4,0,04224d18",
        "LZ4,0,02214c18",
        "BZIP2,0,425a68",
        "OLD_CPIO,0,303730373037",
        "ELF,0,7f454c46",
        "QCOW2,0,514649fb",
        "EXT,1080,53ef",
        "ISO9660,32769,4344303031",
        "FFS,9564,54190100",
        "FFS,66908,19015419",
        "SQUASHFS,0,68737173",
        "BTRFS,65600,5f42485266535f4d",
        "EROFS,1024,e2e1f5e0",
        "BOOT_SECTOR,510,55aa",
        "UNKNOWN,0,00"
    })
    void aFileIsToldByItsMagic(RootfsKind kind, int offset, String magic) throws IOException {
        assertThat(RootfsKind.of(file(70_000, offset, magic))).isEqualTo(kind);
    }

    @Test
    void aShortFileIsNoMistake() throws IOException {
        assertThat(RootfsKind.of(Subjects.file(directory.resolve("e")))).isEqualTo(RootfsKind.EMPTY);
        assertThat(RootfsKind.of(Subjects.file(directory.resolve("s"), (byte) 1)))
                .isEqualTo(RootfsKind.UNKNOWN);
    }

    @Test
    void realFileSystemsAreTold() throws IOException, InterruptedException {
        Path disk = directory.resolve("disk");
        Tools.run("mke2fs", "-q", "-F", "-t", "ext4", disk.toString(), "1M");
        assertThat(RootfsKind.of(new Subject.File("d", dev.juke.pack.tree.Content.of(disk))))
                .isEqualTo(RootfsKind.EXT);
    }

    @Test
    void anInitrdMustBeOneThatTheGuestUnpacks() throws IOException {
        Subject.File cpio = Subjects.file(directory.resolve("c"), "070701".getBytes(US_ASCII));
        Subject.File gzip = Subjects.file(directory.resolve("g"), (byte) 0x1f, (byte) 0x8b);
        Subject.File text = Subjects.file(directory.resolve("t"), "hello".getBytes(US_ASCII));
        assertThat(Subjects.of("linux", "qemu").initrd(cpio).findings()).isEmpty();
        assertThat(Subjects.of("linux", "qemu").initrd(gzip).findings()).isEmpty();
        assertThat(Subjects.of("unikraft", "qemu").initrd(cpio).findings()).isEmpty();
        assertThat(Subjects.of("linux", "qemu").initrd(text).findings())
                .containsExactly(
                        "ERROR ROOTFS: initrd f is data of an unknown kind, which a Linux kernel does not unpack;"
                                + " give a cpio archive (find . | cpio -o -H newc), perhaps compressed");
        assertThat(Subjects.of("unikraft", "qemu").initrd(gzip).findings())
                .containsExactly(
                        "ERROR ROOTFS: initrd f is compressed with gzip, which Unikraft does not unpack; give a"
                                + " cpio archive that is not compressed (find . | cpio -o -H newc)");
        assertThat(Subjects.of("hermit", "qemu").initrd(cpio).findings())
                .singleElement(STRING)
                .contains("Hermit's loader takes the application as initrd");
    }

    @Test
    void aDiskMustBeARawOne() throws IOException {
        Subjects linux = Subjects.of("linux", "qemu");
        assertThat(linux.block(file(2048, 1080, "53ef")).findings()).isEmpty();
        assertThat(linux.block(file(2048, 0, "514649fb")).findings())
                .containsExactly(
                        "ERROR ROOTFS: disk image f is a qcow2 image, but a monitor gives it to the guest as it is;"
                                + " give a raw disk image");
        assertThat(linux.block(file(0, 0, "")).findings()).singleElement(STRING).contains("is empty");
        assertThat(linux.block(file(2047, 1080, "53ef")).findings())
                .singleElement(STRING)
                .contains("no multiple of 512");
        assertThat(linux.block(file(2048, 0, "00")).findings())
                .singleElement(STRING)
                .startsWith("WARNING ROOTFS: disk image f is data of an unknown kind, in which a linux guest");
    }

    @Test
    void whatAGuestDoesNotReadIsAWarning() throws IOException {
        Subject.File cpio = Subjects.file(directory.resolve("c"), "070701".getBytes(US_ASCII));
        assertThat(Subjects.of("mewz", "qemu").initrd(cpio).findings())
                .containsExactly(
                        "WARNING ROOTFS: a mewz guest does not read an initrd; leave it out, or give it its files in"
                                + " another way");
        assertThat(Subjects.of("unikraft", "qemu")
                        .block(Subjects.file(directory.resolve("d"), Arrays.copyOf(new byte[0], 512)))
                        .findings())
                .singleElement(STRING)
                .contains("does not read a disk image");
    }

    @Test
    void eachBootFileIsAFileOfItsOwn() {
        assertThat(Subjects.of("linux", "qemu").value(Key.INITRD, "k").findings())
                .containsExactly(
                        "ERROR ROOTFS: com.urunc.unikernel.initrd names /k, which another key names, too; give each"
                                + " a file of its own");
    }
}
