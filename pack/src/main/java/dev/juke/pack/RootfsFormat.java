/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

/** As what a guest's files are packed into one file. */
public enum RootfsFormat {
    /** An initial RAM disk: cpio, newc. */
    CPIO,
    /** The same, compressed with gzip, for kernels that unpack it. */
    CPIO_GZIP,
    /** The same, compressed with zstd, for kernels that unpack it. */
    CPIO_ZSTD,
    /** A disk with an ext2 file system. */
    EXT2,
    /** A disk with an ext4 file system. */
    EXT4,
    /** A disk with an ISO 9660 file system, with Rock Ridge. */
    ISO9660,
    /** A disk with NetBSD's FFS (UFS1, little endian). */
    FFS;

    /** Whether it is an initrd; else it is a disk. */
    public boolean isInitrd() {
        return switch (this) {
            case CPIO, CPIO_GZIP, CPIO_ZSTD -> true;
            case EXT2, EXT4, ISO9660, FFS -> false;
        };
    }
}
