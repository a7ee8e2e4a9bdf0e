/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Writes a tree as an initrd: a cpio archive in the format "newc" (Linux Documentation/driver-api/early-userspace/buffer-format.rst).
 * The same tree gives the same bytes: names {@code ./a/b} in order, inode numbers from 1.
 */
public final class InitrdWriter {
    private static final String MAGIC = "070701";
    private static final String TRAILER = "TRAILER!!!";
    private static final int HEADER_LENGTH = 110;
    /** What names and contents are padded to, and the archive. Bytes. */
    private static final int ALIGNMENT = 4;

    private static final int BLOCK = 512;
    /** A field has eight hexadecimal digits. */
    private static final long MAX_FIELD = 0xffffffffL;

    private static final int DIRECTORY = 0040000;
    private static final int FILE = 0100000;
    private static final int LINK = 0120000;

    private static final Permissions NOBODY = new Permissions(0, 0, 0);

    private final OutputStream out;
    private final long mtime;
    private final HardLinks links;
    /** Of files with several names, by the first. */
    private final Map<String, Long> inodes = new HashMap<>();

    private long inode;
    private long written;

    /** How the names of one file are written. */
    public enum Links {
        /** Once, and the other names as links to it: as GNU cpio does, and Linux reads. */
        SHARED,
        /** As a file each: for guests that take a name without content for an empty file, as Unikraft does. */
        COPIED
    }

    private InitrdWriter(OutputStream out, long mtime, HardLinks links) {
        this.out = out;
        this.mtime = mtime;
        this.links = links;
    }

    /**
     * Writes an archive; the stream is left open.
     *
     * @param mtime of everything in it, seconds since 1970
     */
    public static void write(FileTree tree, long mtime, Links links, OutputStream out) throws IOException {
        InitrdWriter writer =
                new InitrdWriter(out, mtime, new HardLinks(links == Links.SHARED ? tree : new FileTree()));
        for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
            writer.entry(entry.getKey(), entry.getValue());
        }
        writer.header(TRAILER, 0, NOBODY, 0, 1, 0);
        writer.pad(BLOCK);
    }

    /** How long the archive will be, in bytes. */
    public static long size(FileTree tree, Links links) {
        HardLinks names = new HardLinks(links == Links.SHARED ? tree : new FileTree());
        long size = header(TRAILER);
        for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
            size += header("./" + entry.getKey());
            size += switch (entry.getValue()) {
                case Node.Directory _ -> 0;
                case Node.Link link -> padded(link.target().getBytes(StandardCharsets.UTF_8).length, ALIGNMENT);
                case Node.File file ->
                    names.names(entry.getKey(), file).getLast().equals(entry.getKey())
                            ? padded(file.content().size(), ALIGNMENT)
                            : 0;
            };
        }
        return padded(size, BLOCK);
    }

    private static long header(String name) {
        return padded(HEADER_LENGTH + name.getBytes(StandardCharsets.UTF_8).length + 1, ALIGNMENT);
    }

    private static long padded(long size, int alignment) {
        return (size + alignment - 1) & -alignment;
    }

    private void entry(String path, Node node) throws IOException {
        String name = "./" + path;
        Permissions permissions = node.permissions();
        switch (node) {
            case Node.Directory _ -> header(name, DIRECTORY, permissions, ++inode, 2, 0);
            case Node.Link link -> {
                byte[] target = link.target().getBytes(StandardCharsets.UTF_8);
                header(name, LINK, permissions, ++inode, 1, target.length);
                out.write(target);
                written += target.length;
            }
            case Node.File file -> file(path, file, links.names(path, file));
        }
        pad(ALIGNMENT);
    }

    /** Of several names of one file the last has the content. */
    private void file(String path, Node.File file, List<String> names) throws IOException {
        Content content = file.content();
        if (content.size() > MAX_FIELD) {
            throw JukeException.input(
                    content.file() + " has " + content.size() + " bytes, more than an initrd can hold",
                    "leave it out, or use a block image");
        }
        long ino = names.size() == 1 ? ++inode : inodes.computeIfAbsent(names.getFirst(), _ -> ++inode);
        boolean last = names.getLast().equals(path);
        header("./" + path, FILE, file.permissions(), ino, names.size(), last ? content.size() : 0);
        if (last) {
            content.copyTo(out);
            written += content.size();
        }
    }

    private void header(String name, int kind, Permissions permissions, long ino, int links, long size)
            throws IOException {
        long time = kind == 0 ? 0 : mtime;
        byte[] bytes = (name + "\0").getBytes(StandardCharsets.UTF_8);
        long[] fields = {
            ino,
            kind | permissions.mode(),
            permissions.uid(),
            permissions.gid(),
            links,
            time,
            size,
            0,
            0,
            0,
            0,
            bytes.length,
            0
        };
        StringBuilder header = new StringBuilder(HEADER_LENGTH).append(MAGIC);
        for (long field : fields) {
            header.append(HexFormat.of().withUpperCase().toHexDigits(field, 8));
        }
        out.write(header.toString().getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        written += HEADER_LENGTH + bytes.length;
        pad(ALIGNMENT);
    }

    private void pad(int alignment) throws IOException {
        int padding = (int) (-written & (alignment - 1));
        out.write(new byte[padding]);
        written += padding;
    }
}
