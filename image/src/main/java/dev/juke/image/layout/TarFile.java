/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.image.Blobs;
import dev.juke.image.BoundedInputStream;
import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An archive whose files are read where they lie, by name. Nothing is unpacked; its names never become paths of this host. */
final class TarFile implements AutoCloseable {
    /** An image archive with more entries is refused. */
    private static final int MAX_ENTRIES = 100_000;
    /** {@code docker save} before version 25 links equal layers to each other; a longer chain is a loop. */
    private static final int MAX_LINKS = 8;

    private final Path file;
    private final boolean temporary;
    private final String where;
    private final Map<String, TarEntry> entries = new HashMap<>();

    private TarFile(Path file, boolean temporary, String where) {
        this.file = file;
        this.temporary = temporary;
        this.where = where;
    }

    /** Opens an archive; a compressed one is decompressed into a temporary file. */
    static TarFile open(Path archive) {
        String where = archive.toString();
        try (InputStream in = Files.newInputStream(archive)) {
            byte[] magic = in.readNBytes(4);
            boolean plain = Compression.of(magic) == Compression.NONE;
            return plain ? scan(new TarFile(archive, false, where)) : spool(Files.newInputStream(archive), where);
        } catch (IOException e) {
            throw IoFailure.of("image archive " + where + " cannot be read", e);
        }
    }

    /** Keeps a stream, compressed or not, in a temporary file and opens it. The stream is closed. */
    static TarFile spool(InputStream stream, String where) throws IOException {
        Path copy = Files.createTempFile("juke-archive", ".tar");
        try (InputStream in = Compression.decompress(new BufferedInputStream(stream), where);
                OutputStream out = Files.newOutputStream(copy)) {
            in.transferTo(out);
            return scan(new TarFile(copy, true, where));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
    }

    private static TarFile scan(TarFile tar) throws IOException {
        try (TarReader reader = new TarReader(Files.newInputStream(tar.file), tar.where)) {
            for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
                tar.add(entry);
            }
        }
        return tar;
    }

    private void add(TarEntry entry) {
        if (entry.kind() == TarEntry.Kind.DIRECTORY) {
            return;
        }
        String name = resolve("", entry.name());
        if (entries.size() == MAX_ENTRIES) {
            throw JukeException.input(where + " has more than " + MAX_ENTRIES + " entries", "it is no image archive");
        }
        if (entries.put(name, entry) != null) {
            throw JukeException.input(where + " holds '" + name + "' twice", "do not trust this archive");
        }
    }

    String where() {
        return where;
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    /** The file of that name, through links within the archive; null when there is none. */
    @Nullable
    TarEntry find(String name) {
        String current = resolve("", name);
        for (int links = 0; links < MAX_LINKS; links++) {
            TarEntry entry = entries.get(current);
            if (entry == null || entry.kind() == TarEntry.Kind.FILE) {
                return entry;
            }
            int slash = current.lastIndexOf('/');
            boolean symlink = entry.kind() == TarEntry.Kind.SYMLINK;
            current = resolve(symlink && slash >= 0 ? current.substring(0, slash) : "", entry.linkName());
        }
        return null;
    }

    /** As {@link #find}, but what is not there is an error. */
    TarEntry get(String name) {
        TarEntry entry = find(name);
        if (entry == null) {
            throw JukeException.notFound(where + ": '" + name + "' is missing", "make or get the archive again");
        }
        return entry;
    }

    InputStream open(TarEntry entry) throws IOException {
        InputStream in = Files.newInputStream(file);
        in.skipNBytes(entry.offset());
        return new BufferedInputStream(new BoundedInputStream(in, entry.size()));
    }

    /** A small document. */
    byte[] document(String name) {
        TarEntry entry = get(name);
        if (entry.size() > Blobs.DOCUMENT_LIMIT) {
            throw JukeException.input(
                    where + ": '" + name + "' has " + entry.size() + " bytes, more than the limit of "
                            + Blobs.DOCUMENT_LIMIT,
                    "do not trust this archive");
        }
        try (InputStream in = open(entry)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw IoFailure.of(where + ": '" + name + "' cannot be read", e);
        }
    }

    /** A name relative to a directory of the archive, without {@code .} and {@code ..}; it must stay inside. */
    private String resolve(String directory, String name) {
        ArrayDeque<String> parts = new ArrayDeque<>();
        for (String part : (directory + "/" + name).split("/", -1)) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    throw JukeException.input(
                            where + " has a name that points outside of it: '" + name + "'",
                            "do not trust this archive");
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    @Override
    public void close() {
        if (temporary) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw IoFailure.of("temporary file " + file + " cannot be removed", e);
            }
        }
    }
}
