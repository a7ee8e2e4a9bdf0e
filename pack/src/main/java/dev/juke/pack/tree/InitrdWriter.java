/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;

/**
 * Writes a tree as an initrd: a cpio archive in the format "newc" (Linux Documentation/driver-api/early-userspace/buffer-format.rst).
 * The same tree gives the same bytes: names {@code ./a/b} in order, inode numbers from 1, owned by root.
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
    private long inode;
    private long written;

    private InitrdWriter(OutputStream out, long mtime) {
        this.out = out;
        this.mtime = mtime;
    }

    /**
     * Writes an archive; the stream is left open.
     *
     * @param mtime of everything in it, seconds since 1970
     */
    public static void write(FileTree tree, long mtime, OutputStream out) throws IOException {
        InitrdWriter writer = new InitrdWriter(out, mtime);
        for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
            writer.entry("./" + entry.getKey(), entry.getValue());
        }
        writer.header(TRAILER, 0, NOBODY, 0, 1, 0);
        writer.pad(BLOCK);
    }

    private void entry(String name, Node node) throws IOException {
        Permissions permissions = node.permissions();
        switch (node) {
            case Node.Directory _ -> header(name, DIRECTORY, permissions, ++inode, 2, 0);
            case Node.Link link -> {
                byte[] target = link.target().getBytes(StandardCharsets.UTF_8);
                header(name, LINK, permissions, ++inode, 1, target.length);
                out.write(target);
                written += target.length;
            }
            case Node.File file -> file(name, permissions, file.content());
        }
        pad(ALIGNMENT);
    }

    private void file(String name, Permissions permissions, Content content) throws IOException {
        if (content.size() > MAX_FIELD) {
            throw JukeException.input(
                    content.file() + " has " + content.size() + " bytes, more than an initrd can hold",
                    "leave it out, or use a block image");
        }
        header(name, FILE, permissions, ++inode, 1, content.size());
        try (InputStream in = content.open()) {
            if (in.transferTo(out) != content.size()) {
                throw new IOException(content.file() + " changed its size while it was read");
            }
        }
        written += content.size();
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
