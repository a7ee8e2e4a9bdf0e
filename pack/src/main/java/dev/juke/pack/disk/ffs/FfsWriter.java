/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ffs;

import dev.juke.base.JukeException;
import dev.juke.pack.disk.DiskFile;
import dev.juke.pack.disk.DiskWriter;
import dev.juke.pack.disk.Inodes;
import dev.juke.pack.disk.Listing;
import dev.juke.pack.disk.Names;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Writes NetBSD's FFS, UFS1 in little-endian order, as rumprun's guests read it. Inodes and fragments are taken in the order of the tree. */
public final class FfsWriter implements DiskWriter {
    /** A link counter has 15 bits (LINK_MAX). */
    private static final int MOST_LINKS = 32_767;

    /** An FFS writer. */
    public FfsWriter() {}

    @Override
    public void write(FileTree tree, long size, long epoch, Path file) throws IOException {
        if (epoch > Integer.MAX_VALUE) {
            throw JukeException.input(
                    "the time " + epoch + " is after 2038, and FFS (UFS1) cannot say it", "use an earlier one");
        }
        Inodes inodes = new Inodes(tree, Map.of(), Listing.Style.UFS, Groups.ROOT, Groups.ROOT + 1);
        Groups groups = Groups.fit(size, need(inodes), inodes.end());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Fragments fragments = new Fragments(groups);
            int[] directories = files(inodes, groups, new Disk(channel, groups, fragments, (int) epoch));
            new Descriptions(channel, groups, fragments, (int) epoch).write(inodes.end(), directories);
            DiskFile.extend(channel, groups.size());
        }
    }

    /** Fragments for all, with those that stay free between them. */
    private static long need(Inodes inodes) {
        Fragments endless = new Fragments();
        long sum = 0;
        for (Inodes.Inode inode : inodes.all()) {
            long size = switch (inode.node()) {
                case Node.Directory _ -> inodes.listing(inode.path()).size();
                case Node.File file -> file.content().size();
                case Node.Link link -> {
                    int length = Names.target(inode.path(), link).length;
                    yield length < Disk.SHORT ? 0 : length;
                }
            };
            sum += size;
            Groups.check(sum);
            Placement.of(size, endless);
        }
        // The first group's files begin within a block.
        return (long) endless.end() + Groups.PER_BLOCK;
    }

    /** Writes all, and tells how many directories each group's inodes have. */
    private static int[] files(Inodes inodes, Groups groups, Disk disk) throws IOException {
        int[] directories = new int[groups.count()];
        for (Inodes.Inode inode : inodes.all()) {
            switch (inode.node()) {
                case Node.Directory _ -> {
                    Listing listing = inodes.listing(inode.path());
                    disk.write(inode, links(inode, listing), listing.bytes());
                    directories[inode.number() / groups.inodes()]++;
                }
                case Node.File file -> disk.file(inode, file.content());
                case Node.Link link -> {
                    byte[] target = Names.target(inode.path(), link);
                    if (target.length < Disk.SHORT) {
                        disk.link(inode, target);
                    } else {
                        disk.write(inode, 1, target);
                    }
                }
            }
        }
        return directories;
    }

    private static int links(Inodes.Inode inode, Listing listing) {
        if (listing.links() > MOST_LINKS) {
            throw JukeException.input(
                    "directory '" + inode.path() + "' holds " + (listing.links() - 2) + " directories, and FFS takes "
                            + (MOST_LINKS - 2),
                    "spread them");
        }
        return listing.links();
    }
}
