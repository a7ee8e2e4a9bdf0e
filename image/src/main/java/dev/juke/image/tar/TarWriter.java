/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.tar;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a tar archive: ustar, with a pax header where a name or number needs one. Juke's own, since the bytes of a layer decide an
 * image's digest: they must not change with the version of a library.
 */
public final class TarWriter implements Closeable {
    /** Longest name in a plain header, in bytes of UTF-8. */
    private static final int NAME = 100;
    /** Longest octal field for a size or time, and for a user or group. */
    private static final int LONG_FIELD = 12;

    private static final int SHORT_FIELD = 8;

    private final OutputStream out;

    /** Writes to a stream, which this then owns. */
    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /** Writes an entry without content: anything but a file. */
    public void write(TarEntry entry) throws IOException {
        write(entry, InputStream.nullInputStream());
    }

    /** Writes a file with these bytes. */
    public void write(TarEntry entry, byte[] content) throws IOException {
        write(entry, new ByteArrayInputStream(content));
    }

    /** Writes an entry with its content, which must have the size that the entry says. */
    public void write(TarEntry entry, InputStream content) throws IOException {
        Map<String, String> records = extension(entry);
        if (!records.isEmpty()) {
            byte[] bytes = PaxRecords.format(records);
            out.write(new TarHeader("././@PaxHeader", 'x', "", 0644, 0, 0, 0, bytes.length).block());
            out.write(bytes);
            pad(bytes.length);
        }
        out.write(new TarHeader(
                        records.containsKey("path") ? "././@LongName" : entry.name(),
                        entry.kind().flag(),
                        records.containsKey("linkpath") ? "././@LongLink" : entry.linkName(),
                        entry.mode(),
                        records.containsKey("uid") ? 0 : entry.uid(),
                        records.containsKey("gid") ? 0 : entry.gid(),
                        records.containsKey("mtime") ? 0 : entry.mtime(),
                        records.containsKey("size") ? 0 : entry.size())
                .block());
        long written = content.transferTo(out);
        if (written != entry.size()) {
            throw new IOException(
                    "'" + entry.name() + "' changed its size from " + entry.size() + " to " + written + " bytes");
        }
        pad(written);
    }

    private static Map<String, String> extension(TarEntry entry) {
        Map<String, String> records = new TreeMap<>();
        if (entry.name().getBytes(StandardCharsets.UTF_8).length > NAME) {
            records.put("path", entry.name());
        }
        if (entry.linkName().getBytes(StandardCharsets.UTF_8).length > NAME) {
            records.put("linkpath", entry.linkName());
        }
        putUnlessFits(records, "uid", entry.uid(), SHORT_FIELD);
        putUnlessFits(records, "gid", entry.gid(), SHORT_FIELD);
        putUnlessFits(records, "mtime", entry.mtime(), LONG_FIELD);
        putUnlessFits(records, "size", entry.size(), LONG_FIELD);
        return records;
    }

    private static void putUnlessFits(Map<String, String> records, String key, long number, int length) {
        if (!TarHeader.fits(number, length)) {
            records.put(key, Long.toString(number));
        }
    }

    private void pad(long written) throws IOException {
        out.write(new byte[(int) (-written & (TarHeader.BLOCK - 1))]);
    }

    /** Writes the two blocks of zeros that end an archive. Without it, what was written is no archive. */
    public void finish() throws IOException {
        out.write(new byte[2 * TarHeader.BLOCK]);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
