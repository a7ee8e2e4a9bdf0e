/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ffs;

import dev.juke.base.JukeException;
import dev.juke.pack.disk.DiskFile;
import dev.juke.pack.disk.DiskWriter;
import dev.juke.pack.disk.Kind;
import dev.juke.pack.disk.Listing;
import dev.juke.pack.disk.Listings;
import dev.juke.pack.disk.Names;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
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
        Listings listings = new Listings(tree.nodes(), Listing.Style.UFS, Groups.ROOT, Groups.ROOT + 1);
        Groups groups = Groups.fit(size, need(tree, listings), tree.nodes().size());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Fragments fragments = new Fragments(groups);
            int[] directories = files(tree, listings, groups, new Disk(channel, groups, fragments, (int) epoch));
            int inodes = Groups.ROOT + 1 + tree.nodes().size();
            new Descriptions(channel, groups, fragments, (int) epoch).write(inodes, directories);
            DiskFile.extend(channel, groups.size());
        }
    }

    /** Fragments for all, with those that stay free between them. */
    private static long need(FileTree tree, Listings listings) {
        Fragments endless = new Fragments();
        Placement.of(listings.get("").size(), endless);
        for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
            String path = entry.getKey();
            long size = switch (entry.getValue()) {
                case Node.Directory _ -> listings.get(path).size();
                case Node.File some -> some.content().size();
                case Node.Link link -> {
                    int length = Names.target(path, link).length;
                    yield length < Disk.SHORT ? 0 : length;
                }
            };
            Placement.of(size, endless);
        }
        // The first group's files begin within a block.
        return endless.end() + Groups.PER_BLOCK;
    }

    private static int[] files(FileTree tree, Listings listings, Groups groups, Disk disk) throws IOException {
        int[] directories = new int[groups.count()];
        directory(Groups.ROOT, "", Permissions.DIRECTORY, listings, disk);
        directories[0]++;
        int number = Groups.ROOT + 1;
        for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
            String path = entry.getKey();
            Permissions permissions = Names.checked(path, entry.getValue().permissions());
            switch (entry.getValue()) {
                case Node.Directory _ -> {
                    directory(number, path, permissions, listings, disk);
                    directories[number / groups.inodes()]++;
                }
                case Node.File some -> disk.file(number, permissions, some.content());
                case Node.Link link -> {
                    byte[] target = Names.target(path, link);
                    if (target.length < Disk.SHORT) {
                        disk.link(number, permissions, target);
                    } else {
                        disk.write(number, Kind.LINK, permissions, 1, target);
                    }
                }
            }
            number++;
        }
        return directories;
    }

    private static void directory(int number, String path, Permissions permissions, Listings listings, Disk disk)
            throws IOException {
        Listing listing = listings.get(path);
        if (listing.links() > MOST_LINKS) {
            throw JukeException.input(
                    "directory '" + path + "' holds " + (listing.links() - 2) + " directories, and FFS takes "
                            + (MOST_LINKS - 2),
                    "spread them");
        }
        disk.write(number, Kind.DIRECTORY, permissions, listing.links(), listing.bytes());
    }
}
