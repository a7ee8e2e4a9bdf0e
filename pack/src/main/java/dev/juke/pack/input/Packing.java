/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.input;

import dev.juke.base.JukeException;
import dev.juke.pack.BootFile;
import dev.juke.pack.Rootfs;
import dev.juke.pack.RootfsFormat;
import dev.juke.pack.tree.FileTree;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How files are made into an initrd or a disk, as far as a person says.
 *
 * @param fs a disk's file system: {@code ext2}, {@code ext4}, {@code iso9660}, {@code ffs}
 * @param size of a disk: {@code 64M}
 * @param compression of an initrd: {@code gzip}, {@code zstd}
 */
public record Packing(Text fs, Text size, Text compression) {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})([KMGT]?)(?:I?B)?");
    /** No disk is larger. Bytes. */
    private static final long MAX_SIZE = 1L << 44;

    /**
     * A root file system that is made of these files.
     *
     * @param type {@code initrd} or {@code block}
     */
    public Rootfs packed(String type, FileTree tree, String framework) {
        return type.equals("block") ? disk(tree, framework) : initrd(tree);
    }

    /** A root file system that is ready. */
    public static Rootfs ready(String type, BootFile file) {
        return type.equals("block") ? new Rootfs.Block(file) : new Rootfs.Initrd(file);
    }

    private Rootfs initrd(FileTree tree) {
        refuse(fs, "file system", "an initrd");
        refuse(size, "size", "an initrd");
        RootfsFormat format = switch (compression.value()) {
            case "", "none" -> RootfsFormat.CPIO;
            case "gzip" -> RootfsFormat.CPIO_GZIP;
            case "zstd" -> RootfsFormat.CPIO_ZSTD;
            default ->
                throw compression
                        .place()
                        .wrong("compression '" + compression.value() + "' is not known", "use none, gzip or zstd");
        };
        return new Rootfs.Made(format, tree, 0);
    }

    private Rootfs disk(FileTree tree, String framework) {
        refuse(compression, "compression", "a disk");
        RootfsFormat format = switch (fs.value()) {
            // What every Linux reads, and rumprun; FreeBSD reads its own best.
            case "" -> framework.equals("freebsd") ? RootfsFormat.FFS : RootfsFormat.EXT2;
            case "ext2" -> RootfsFormat.EXT2;
            case "ext4" -> RootfsFormat.EXT4;
            case "iso9660" -> RootfsFormat.ISO9660;
            case "ffs" -> RootfsFormat.FFS;
            default ->
                throw fs.place()
                        .wrong("file system '" + fs.value() + "' is not known", "use ext2, ext4, iso9660 or ffs");
        };
        return new Rootfs.Made(format, tree, size.isEmpty() ? 0 : bytes());
    }

    /** Refuses all that is said of files that are not made into anything. */
    public void unused(String what) {
        refuse(fs, "file system", what);
        refuse(size, "size", what);
        refuse(compression, "compression", what);
    }

    private static void refuse(Text text, String what, String of) {
        if (!text.isEmpty()) {
            throw text.place().wrong("a " + what + " is given for " + of, "leave it out");
        }
    }

    private long bytes() {
        Matcher matcher = SIZE.matcher(size.value().strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw wrongSize("is no size");
        }
        int power = " KMGT".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2));
        long number = Long.parseLong(matcher.group(1));
        if (number == 0 || number > MAX_SIZE >> (10 * power)) {
            throw wrongSize("is a size of nothing or too much");
        }
        return number << (10 * power);
    }

    private JukeException wrongSize(String why) {
        return size.place()
                .wrong("'" + size.value() + "' " + why, "write a number of bytes, or one with K, M or G: 64M");
    }
}
