/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.copy;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.image.layout.Compression;
import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarReader;
import dev.juke.pack.Workspace;
import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import dev.juke.pack.tree.TreePath;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Archives that ADD unpacks: tar, compressed or not. They are never unpacked on this host: the image's files lie in them. */
public final class Archives {
    /** An archive that unpacks to more is refused. Bytes: 16 GiB. */
    private static final long MAX_UNPACKED = 1L << 34;
    /** An archive with more entries is refused. */
    private static final int MAX_ENTRIES = 1_000_000;

    private static final int MAGIC = 2;
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};

    private final Workspace work;

    /** Decompresses into a workspace. */
    public Archives(Workspace work) {
        this.work = work;
    }

    /** Whether a file is an archive: its first entry can be read. What is compressed in a way that is not read here is refused. */
    public boolean isArchive(Content content, String name) {
        try (BufferedInputStream in = new BufferedInputStream(content.open());
                TarReader tar = new TarReader(decompressed(in, name), name)) {
            return tar.next() != null;
        } catch (Unpackable e) {
            throw e.reason;
        } catch (IOException | JukeException e) {
            return false;
        }
    }

    /** A compression that this version of Juke does not read. */
    private static final class Unpackable extends IOException {
        private static final long serialVersionUID = 1L;

        private final JukeException reason;

        Unpackable(JukeException reason) {
            super(reason);
            this.reason = reason;
        }
    }

    private static InputStream decompressed(BufferedInputStream in, String name) throws IOException {
        in.mark(MAGIC);
        boolean gzip = Arrays.equals(in.readNBytes(MAGIC), GZIP);
        in.reset();
        try {
            return Compression.decompress(in, "'" + name + "'");
        } catch (JukeException e) {
            // What begins as gzip and goes on otherwise is a file like any other.
            throw gzip ? new IOException(e) : new Unpackable(e);
        }
    }

    /** Puts an archive's entries into a directory of a stage, links of which lead nowhere outside of it. */
    public void unpack(Content content, String name, StageFiles to, String into, @Nullable Owner owner) {
        try {
            Content plain = plain(content, name);
            try (TarReader tar = new TarReader(plain.open(), "'" + name + "'")) {
                Unpacking unpacking = new Unpacking(plain, name, to, into, owner);
                int count = 0;
                for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                    if (++count > MAX_ENTRIES) {
                        throw JukeException.input(
                                "'" + name + "' has more than " + MAX_ENTRIES + " entries",
                                "unpack it yourself and use COPY");
                    }
                    unpacking.add(entry);
                }
            }
        } catch (IOException e) {
            throw IoFailure.of("'" + name + "' cannot be unpacked", e);
        }
    }

    /** The archive without compression: the file itself, of which the stream is what was opened, or a file that it is unpacked to. */
    @SuppressWarnings("ReferenceEquality")
    private Content plain(Content content, String name) throws IOException {
        try (BufferedInputStream in = new BufferedInputStream(content.open())) {
            InputStream decompressed = decompressed(in, name);
            if (decompressed == in) {
                return content;
            }
            Path file = work.newFile();
            try (OutputStream out = Files.newOutputStream(file)) {
                byte[] buffer = new byte[1 << 16];
                long size = 0;
                for (int n = decompressed.read(buffer); n >= 0; n = decompressed.read(buffer)) {
                    size += n;
                    if (size > MAX_UNPACKED) {
                        throw JukeException.input(
                                "'" + name + "' unpacks to more than " + MAX_UNPACKED + " bytes",
                                "unpack it yourself and use COPY");
                    }
                    out.write(buffer, 0, n);
                }
            }
            return Content.of(file);
        }
    }

    /** One archive on its way into a stage. */
    private record Unpacking(
            Content archive,
            String name,
            StageFiles to,
            String into,
            @Nullable Owner owner) {
        void add(TarEntry entry) {
            Node node = node(entry);
            String path = place(entry.name());
            if (path.equals(into)) {
                // The archive's own root says nothing of the destination, which is there.
                return;
            }
            to.makeDirectories(TreePath.parent(path), owner == null ? Owner.ROOT : owner);
            to.put(path, node);
        }

        private String place(String entry) {
            if (Arrays.asList(entry.split("/", -1)).contains("..")) {
                throw JukeException.input(
                        "'" + name + "': entry '" + entry + "' points outside of the archive",
                        "do not trust this archive");
            }
            String clean = TreePath.clean(entry);
            return clean.isEmpty() ? into : Links.place(to, into, clean);
        }

        private Node node(TarEntry entry) {
            Permissions permissions = owner == null
                    ? new Permissions(entry.mode(), entry.uid(), entry.gid())
                    : new Permissions(entry.mode(), owner.uid(), owner.gid());
            return switch (entry.kind()) {
                case FILE ->
                    new Node.File(
                            permissions, new Content(archive.file(), archive.offset() + entry.offset(), entry.size()));
                case DIRECTORY -> new Node.Directory(permissions);
                case SYMLINK -> new Node.Link(permissions.with(Permissions.LINK.mode()), entry.linkName());
                case HARD_LINK -> {
                    Node target = to.get(place(entry.linkName()));
                    if (target == null || target instanceof Node.Directory) {
                        throw wrong(entry, "is a hard link to '" + entry.linkName() + "', which is no file");
                    }
                    yield target;
                }
                case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO ->
                    throw wrong(entry, "is a device or pipe, which images do not hold");
            };
        }

        private JukeException wrong(TarEntry entry, String why) {
            return JukeException.input(
                    "'" + name + "': entry '" + entry.name() + "' " + why, "leave it out of the archive");
        }
    }
}
