/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.tar;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
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
        write(entry, content::transferTo);
    }

    /** What writes the content of an entry. */
    public interface Body {
        /** Writes it to a stream that stays open. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** As the other, with content that is made while it is written. */
    public void write(TarEntry entry, Body content) throws IOException {
        header(entry);
        Counter counter = new Counter(out);
        content.writeTo(counter);
        if (counter.count != entry.size()) {
            throw new IOException(
                    "'" + entry.name() + "' changed its size from " + entry.size() + " to " + counter.count + " bytes");
        }
        pad(counter.count);
    }

    private void header(TarEntry entry) throws IOException {
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
    }

    /** Counts what is written to a stream. */
    private static final class Counter extends FilterOutputStream {
        private long count;

        Counter(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }
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
