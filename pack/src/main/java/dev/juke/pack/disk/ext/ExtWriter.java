/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ext;

import dev.juke.base.JukeException;
import dev.juke.pack.disk.DiskFile;
import dev.juke.pack.disk.DiskWriter;
import dev.juke.pack.disk.Inodes;
import dev.juke.pack.disk.Kind;
import dev.juke.pack.disk.Listing;
import dev.juke.pack.disk.Names;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * Writes ext2 and ext4. No program of the host has a part in it, so the bytes depend on nothing but files, size and time: inodes and
 * blocks are taken in the order of the tree, and contents are copied once, from where they are to where they belong.
 */
public final class ExtWriter implements DiskWriter {
    private static final int ROOT = 2;
    /** Where e2fsck puts what lost its name; it wants one to be there. */
    private static final Map<String, Node.Directory> FOUND =
            Map.of("lost+found", new Node.Directory(new Permissions(0700, 0, 0)));

    private final Flavour flavour;
    private final BlockMap map;

    /** Writes this one of the family. */
    public ExtWriter(Flavour flavour) {
        this.flavour = flavour;
        this.map = switch (flavour) {
            case EXT2 -> new BlockLists();
            case EXT4 -> new Extents();
        };
    }

    @Override
    public void write(FileTree tree, long size, long epoch, Path file) throws IOException {
        Inodes inodes = new Inodes(tree, FOUND, Listing.Style.EXT, ROOT, Geometry.FIRST_INODE);
        long need = flavour == Flavour.EXT4 ? Journal.BLOCKS : 0;
        for (Inodes.Inode inode : inodes.all()) {
            need += switch (inode.node()) {
                case Node.Directory _ -> map.need(inodes.listing(inode.path()).size());
                case Node.File some -> map.need(some.content().size());
                case Node.Link link -> isShort(Names.target(inode.path(), link)) ? 0 : 1;
            };
        }
        Geometry geometry = Geometry.fit(size, need, inodes.end() - 1);
        try (FileChannel disk = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            new Disk(disk, geometry, epoch).write(inodes);
        }
    }

    private static boolean isShort(byte[] target) {
        return target.length < Inode.MAP;
    }

    /** One disk that is being written. */
    private final class Disk {
        private final FileChannel channel;
        private final Geometry geometry;
        private final Blocks blocks;
        private final long epoch;
        private final int[] directories;

        Disk(FileChannel channel, Geometry geometry, long epoch) {
            this.channel = channel;
            this.geometry = geometry;
            this.blocks = new Blocks(channel, geometry);
            this.epoch = epoch;
            this.directories = new int[geometry.groups()];
        }

        void write(Inodes inodes) throws IOException {
            for (Inodes.Inode inode : inodes.all()) {
                put(
                        inode.number(),
                        switch (inode.node()) {
                            case Node.Directory _ -> directory(inode, inodes.listing(inode.path()));
                            case Node.File file -> file(inode, file);
                            case Node.Link link -> link(inode, link);
                        });
            }
            Inode journal = null;
            if (flavour == Flavour.EXT4) {
                journal = Journal.write(blocks);
                put(Journal.INODE, journal);
            }
            new Superblock(flavour, geometry, blocks, epoch, inodes.end() - 1, directories).write(journal);
            DiskFile.extend(channel, geometry.size());
        }

        private void put(int number, Inode inode) throws IOException {
            if (inode.kind() == Kind.DIRECTORY) {
                directories[(number - 1) / geometry.inodesPerGroup()]++;
            }
            blocks.write(geometry.inodeAt(number), inode.bytes(epoch));
        }

        private Inode directory(Inodes.Inode inode, Listing listing) throws IOException {
            int links = listing.links();
            if (links > flavour.links) {
                links = switch (flavour) {
                    case EXT2 ->
                        throw JukeException.input(
                                "directory '" + inode.path() + "' holds " + (links - 2)
                                        + " directories, and ext2 takes " + (flavour.links - 2),
                                "spread them, or use ext4");
                    case EXT4 -> 1;
                };
            }
            byte[] bytes = listing.bytes();
            List<Run> runs = blocks.take(BlockMap.count(bytes.length));
            blocks.write(runs, bytes);
            return new Inode(Kind.DIRECTORY, inode.permissions(), links, bytes.length, map.map(runs, blocks));
        }

        private Inode file(Inodes.Inode inode, Node.File file) throws IOException {
            long size = file.content().size();
            List<Run> runs = blocks.take(BlockMap.count(size));
            blocks.copy(file.content(), runs);
            return new Inode(Kind.FILE, inode.permissions(), inode.names(), size, map.map(runs, blocks));
        }

        private Inode link(Inodes.Inode inode, Node.Link link) throws IOException {
            byte[] target = Names.target(inode.path(), link);
            Inode.Map where = new Inode.Map(ByteBuffer.wrap(target), 0, 0);
            if (!isShort(target)) {
                List<Run> runs = blocks.take(1);
                blocks.write(runs, target);
                where = map.map(runs, blocks);
            }
            return new Inode(Kind.LINK, inode.permissions(), 1, target.length, where);
        }
    }
}
