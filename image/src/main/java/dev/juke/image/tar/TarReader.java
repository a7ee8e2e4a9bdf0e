/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.tar;

import dev.juke.image.tar.TarEntry.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive from a stream, entry by entry: ustar, pax and GNU. Juke's own, since the archives come from strangers: what
 * an archive can make it keep in memory is bounded, which commons-compress 1.28 does not do for long names.
 */
public final class TarReader implements Closeable {
    /** Long names and extended headers above this are refused. Bytes; Go's archive/tar has the same limit. */
    private static final int MAX_EXTENSION = 1 << 20;

    /** No file is larger. Bytes. */
    private static final long MAX_SIZE = 1L << 50;

    private final InputStream in;
    private final String where;
    private final Map<String, String> global = new HashMap<>();
    private long position;
    private long left;
    private long padding;

    /** Reads from a stream; {@code where} names the archive in messages. */
    public TarReader(InputStream in, String where) {
        this.in = in;
        this.where = where;
    }

    /** The next entry, or null at the end. What was not read of the one before is skipped. */
    public @Nullable TarEntry next() throws IOException {
        skip(left + padding);
        left = 0;
        padding = 0;
        Map<String, String> extension = new HashMap<>(global);
        while (true) {
            TarHeader header = header();
            if (header == null) {
                return null;
            }
            switch (header.flag()) {
                case 'x' -> extension.putAll(PaxRecords.parse(extension(header), where));
                case 'g' -> {
                    Map<String, String> records = PaxRecords.parse(extension(header), where);
                    global.putAll(records);
                    extension.putAll(records);
                }
                case 'L' -> extension.put("path", longName(header));
                case 'K' -> extension.put("linkpath", longName(header));
                default -> {
                    return entry(header, extension);
                }
            }
        }
    }

    /** Reads the content of the entry that {@link #next()} returned last; -1 at its end. */
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int n = in.read(buffer, offset, (int) Math.min(length, left));
        if (n < 0) {
            throw TarHeader.damaged(where, "it ends within an entry");
        }
        left -= n;
        position += n;
        return n;
    }

    /** The content of the entry that {@link #next()} returned last, as a stream that ends where the entry does. */
    public InputStream content() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return TarReader.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return length == 0 ? 0 : TarReader.this.read(buffer, offset, length);
            }
        };
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private TarEntry entry(TarHeader header, Map<String, String> extension) {
        Kind kind = kind(header, extension);
        long size = kind == Kind.FILE ? number(extension, "size", header.size()) : 0;
        String name = extension.getOrDefault("path", header.name());
        String link = extension.getOrDefault("linkpath", header.linkName());
        if (size < 0 || size > MAX_SIZE || name.indexOf('\0') >= 0 || link.indexOf('\0') >= 0) {
            throw TarHeader.damaged(where, "an entry has an impossible size or a NUL in its name");
        }
        left = size;
        padding = -size & (TarHeader.BLOCK - 1);
        return new TarEntry(
                name,
                kind,
                kind == Kind.SYMLINK || kind == Kind.HARD_LINK ? link : "",
                header.mode(),
                number(extension, "uid", header.uid()),
                number(extension, "gid", header.gid()),
                number(extension, "mtime", header.mtime()),
                size,
                position);
    }

    private Kind kind(TarHeader header, Map<String, String> extension) {
        boolean sparse =
                header.flag() == 'S' || extension.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse."));
        if (sparse) {
            throw TarHeader.damaged(where, "it has a sparse file, which images do not have: '" + header.name() + "'");
        }
        char flag = header.flag() == '7' ? '0' : header.flag();
        for (Kind kind : Kind.values()) {
            if (kind.flag() == flag) {
                // Before POSIX, a directory was a file whose name ends with a slash.
                return kind == Kind.FILE && header.name().endsWith("/") ? Kind.DIRECTORY : kind;
            }
        }
        throw TarHeader.damaged(where, "'" + header.name() + "' is of the unknown type '" + flag + "'");
    }

    /** A number of an extended header; a fraction (of a second) is cut off. */
    private long number(Map<String, String> extension, String key, long otherwise) {
        String text = extension.get(key);
        if (text == null) {
            return otherwise;
        }
        int point = text.indexOf('.');
        try {
            return Long.parseLong(point < 0 ? text : text.substring(0, point));
        } catch (NumberFormatException e) {
            throw TarHeader.damaged(where, "an extended header's " + key + " is no number");
        }
    }

    private String longName(TarHeader header) throws IOException {
        byte[] bytes = extension(header);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return TarHeader.utf8(bytes, 0, end, where);
    }

    private byte[] extension(TarHeader header) throws IOException {
        if (header.size() < 0 || header.size() > MAX_EXTENSION) {
            throw TarHeader.damaged(where, "a name or extended header has " + header.size() + " bytes");
        }
        byte[] bytes = in.readNBytes((int) header.size());
        if (bytes.length < header.size()) {
            throw TarHeader.damaged(where, "it ends within an extended header");
        }
        position += bytes.length;
        skip(-header.size() & (TarHeader.BLOCK - 1));
        return bytes;
    }

    /** The next header, or null at the end of the archive: a block of zeros or the end of the stream. */
    private @Nullable TarHeader header() throws IOException {
        byte[] block = in.readNBytes(TarHeader.BLOCK);
        boolean zeros = true;
        for (byte b : block) {
            zeros &= b == 0;
        }
        if (block.length == 0 || (block.length == TarHeader.BLOCK && zeros)) {
            return null;
        }
        if (block.length < TarHeader.BLOCK) {
            throw TarHeader.damaged(where, "it ends within a header");
        }
        position += TarHeader.BLOCK;
        return TarHeader.parse(block, where);
    }

    private void skip(long count) throws IOException {
        long skipped = 0;
        while (skipped < count) {
            long n = in.skip(count - skipped);
            if (n <= 0) {
                if (in.read() < 0) {
                    throw TarHeader.damaged(where, "it ends within an entry");
                }
                n = 1;
            }
            skipped += n;
        }
        position += count;
    }
}
