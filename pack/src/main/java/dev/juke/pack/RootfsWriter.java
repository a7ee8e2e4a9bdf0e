/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.image.layout.Compression;
import dev.juke.pack.disk.ext.ExtWriter;
import dev.juke.pack.disk.ext.Flavour;
import dev.juke.pack.disk.ffs.FfsWriter;
import dev.juke.pack.disk.iso.IsoWriter;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.InitrdWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a root file system in the format that was asked for. */
final class RootfsWriter {
    private RootfsWriter() {}

    /**
     * Writes one.
     *
     * @param epoch the time of everything in it, seconds since 1970
     * @param links how an initrd has files with several names
     * @param file an empty file that it becomes
     */
    static void write(Rootfs.Made made, long epoch, InitrdWriter.Links links, Path file) throws IOException {
        FileTree tree = made.tree();
        switch (made.format()) {
            case CPIO -> initrd(tree, epoch, links, Compression.NONE, file);
            case CPIO_GZIP -> initrd(tree, epoch, links, Compression.GZIP, file);
            case CPIO_ZSTD -> initrd(tree, epoch, links, Compression.ZSTD, file);
            case EXT2 -> new ExtWriter(Flavour.EXT2).write(tree, made.size(), epoch, file);
            case EXT4 -> new ExtWriter(Flavour.EXT4).write(tree, made.size(), epoch, file);
            case ISO9660 -> new IsoWriter().write(tree, made.size(), epoch, file);
            case FFS -> new FfsWriter().write(tree, made.size(), epoch, file);
        }
    }

    private static void initrd(FileTree tree, long epoch, InitrdWriter.Links links, Compression compression, Path file)
            throws IOException {
        // The buffer also makes the pieces that are compressed independent of how they were written.
        try (OutputStream out = new BufferedOutputStream(
                compression.compress(new BufferedOutputStream(Files.newOutputStream(file))), 1 << 16)) {
            InitrdWriter.write(tree, epoch, links, out);
        }
    }
}
