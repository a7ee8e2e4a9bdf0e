/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.check;

import dev.juke.base.IoFailure;
import dev.juke.pack.tree.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Locale;

/** What a guest's files lie in, told by a few bytes (file(1)'s magic, and the headers of each format). */
public enum RootfsKind {
    /** Nothing at all. */
    EMPTY("empty", Use.OTHER, ""),
    /** cpio, "newc" with or without checksums (Documentation/driver-api/early-userspace/buffer-format.rst of Linux). */
    CPIO("a cpio archive", Use.INITRD, "0:303730373031 0:303730373032"),
    /** Other formats of cpio, which no guest reads. */
    OLD_CPIO("a cpio archive of an old format", Use.OTHER, "0:303730373037 0:c771 0:71c7"),
    /** RFC 1952. */
    GZIP("compressed with gzip", Use.INITRD, "0:1f8b"),
    /** RFC 8878. */
    ZSTD("compressed with zstd", Use.INITRD, "0:28b52ffd"),
    /** The .xz file format. */
    XZ("compressed with xz", Use.INITRD, "0:fd377a585a00"),
    /** LZ4's frame and its legacy frame, which Linux takes. */
    LZ4("compressed with lz4", Use.INITRD, "0:04224d18 0:02214c18"),
    /** bzip2. */
    BZIP2("compressed with bzip2", Use.INITRD, "0:425a68"),
    /** An executable. */
    ELF("an ELF file", Use.OTHER, "0:7f454c46"),
    /** QEMU's own format. */
    QCOW2("a qcow2 image", Use.OTHER, "0:514649fb"),
    /** VMware's sparse format. */
    VMDK("a VMDK image", Use.OTHER, "0:4b444d56"),
    /** Microsoft's newer format. */
    VHDX("a VHDX image", Use.OTHER, "0:7668647866696c65"),
    /** ext2, ext3 or ext4: s_magic of the superblock at 1024 (fs/ext4/ext4.h). */
    EXT("an ext2, ext3 or ext4 file system", Use.FILE_SYSTEM, "1080:53ef"),
    /** ISO 9660: the first volume descriptor, at sector 16 (ECMA-119, 8.1). */
    ISO9660("an ISO 9660 file system", Use.FILE_SYSTEM, "32769:4344303031"),
    /** UFS1 at 8192 and UFS2 at 65536, either byte order: fs_magic (sys/ufs/ffs/fs.h). */
    FFS("an FFS file system", Use.FILE_SYSTEM, "9564:54190100 9564:00011954 66908:19015419 66908:19540119"),
    /** squashfs. */
    SQUASHFS("a squashfs file system", Use.FILE_SYSTEM, "0:68737173"),
    /** XFS. */
    XFS("an XFS file system", Use.FILE_SYSTEM, "0:58465342"),
    /** Btrfs: its superblock is at 64 KiB. */
    BTRFS("a Btrfs file system", Use.FILE_SYSTEM, "65600:5f42485266535f4d"),
    /** EROFS: its superblock is at 1024. */
    EROFS("an EROFS file system", Use.FILE_SYSTEM, "1024:e2e1f5e0"),
    /** A FAT volume or a disk with a partition table: the boot signature. */
    BOOT_SECTOR("a FAT volume or a disk with partitions", Use.OTHER, "510:55aa"),
    /** None of these. */
    UNKNOWN("data of an unknown kind", Use.OTHER, "");

    private enum Use {
        INITRD,
        FILE_SYSTEM,
        OTHER
    }

    /** Where the last magic ends. Bytes. */
    private static final int ENOUGH = 66912;

    private final String words;
    private final Use use;
    /** {@code OFFSET:HEX}, with blanks between. */
    private final String magics;

    RootfsKind(String words, Use use, String magics) {
        this.words = words;
        this.use = use;
        this.magics = magics;
    }

    /** What a file is. */
    public static RootfsKind of(Subject.File file) {
        ByteBuffer first = first(file);
        if (!first.hasRemaining()) {
            return EMPTY;
        }
        for (RootfsKind kind : values()) {
            for (String magic : kind.magics.split(" ", -1)) {
                if (!magic.isEmpty() && has(first, magic)) {
                    return kind;
                }
            }
        }
        return UNKNOWN;
    }

    private static boolean has(ByteBuffer first, String magic) {
        int colon = magic.indexOf(':');
        byte[] bytes = HexFormat.of().parseHex(magic.substring(colon + 1));
        int offset = Integer.parseInt(magic.substring(0, colon));
        return offset + bytes.length <= first.limit()
                && first.slice(offset, bytes.length).equals(ByteBuffer.wrap(bytes));
    }

    private static ByteBuffer first(Subject.File file) {
        Content content = file.content();
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(ENOUGH, content.size()));
        try (FileChannel channel = FileChannel.open(content.file(), StandardOpenOption.READ)) {
            channel.position(content.offset());
            int got = 0;
            while (got >= 0 && buffer.hasRemaining()) {
                got = channel.read(buffer);
            }
            return buffer.flip();
        } catch (IOException e) {
            throw IoFailure.of(file.name() + " cannot be read", e);
        }
    }

    /** As it stands in a sentence. */
    public String words() {
        return words;
    }

    /** A short name for programs: {@code cpio}, {@code ext}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a Linux kernel unpacks it as its initrd. */
    boolean isInitrd() {
        return use == Use.INITRD;
    }

    /** Whether it is a file system. */
    boolean isFileSystem() {
        return use == Use.FILE_SYSTEM;
    }

    /** Whether it is something that holds a disk and is none: a format of some monitor's own, or compressed. */
    boolean isNoRawDisk() {
        return switch (this) {
            case QCOW2, VMDK, VHDX, GZIP, ZSTD, XZ, LZ4, BZIP2, CPIO, OLD_CPIO, ELF -> true;
            case EMPTY, EXT, ISO9660, FFS, SQUASHFS, XFS, BTRFS, EROFS, BOOT_SECTOR, UNKNOWN -> false;
        };
    }
}
