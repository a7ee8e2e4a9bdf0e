/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.iso;

import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.Node;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file, link or directory of the disk: what stands of it in its directory, and where its content is. */
final class Entry {
    /** The order in a directory (ECMA-119, 9.3): that of bytes, for {@code .} precedes all that names have. */
    private static final Comparator<Entry> ORDER = Comparator.comparing(entry -> entry.name);

    /** An identifier of one byte stands for the directory itself, another for its parent (6.8.2.2). */
    static final String SELF = "\0";

    static final String PARENT = "\1";

    /** The most of a file that one record covers, bytes: whole sectors below 4 GiB (6.5.1, file sections). */
    private static final long SECTION = 0xffffffffL / Fields.SECTOR * Fields.SECTOR;
    /** Bytes of a record before its identifier. */
    private static final int HEADER = 33;

    private static final int LONGEST = 254;
    private static final int DIRECTORY = 0x02;
    private static final int MORE = 0x80;

    private final String name;
    private final Node node;
    private final byte[] common;
    private final byte[] fields;
    private final List<Entry> children = new ArrayList<>();
    private long sector;
    private long size;

    /**
     * A node.
     *
     * @param name its identifier
     * @param common Rock Ridge's fields that a directory also has for itself
     * @param fields Rock Ridge's fields
     */
    Entry(String name, Node node, byte[] common, byte[] fields) {
        this.name = name;
        this.node = node;
        this.common = common;
        this.fields = fields;
        this.size = node instanceof Node.File file ? file.content().size() : 0;
    }

    /** How many bytes of fields find room beside a name. */
    static int room(String name) {
        return LONGEST - plain(name);
    }

    /** Bytes of a record without fields. */
    private static int plain(String name) {
        return (HEADER + name.length() + 1) / 2 * 2;
    }

    /** Puts its content somewhere, and tells what follows it. */
    long place(long first) {
        sector = size == 0 ? 0 : first;
        return first + (size + Fields.SECTOR - 1) / Fields.SECTOR;
    }

    /** Puts a directory somewhere, whose size is known when all in it are. */
    long place(long first, long length) {
        size = length;
        return place(first);
    }

    /** Puts an entry into this directory. */
    void add(Entry entry) {
        children.add(entry);
    }

    /** What is in it, in order. */
    List<Entry> children() {
        children.sort(ORDER);
        return children;
    }

    byte[] common() {
        return common;
    }

    String name() {
        return name;
    }

    long sector() {
        return sector;
    }

    boolean isDirectory() {
        return node instanceof Node.Directory;
    }

    /** What is in it when it is a file. */
    @Nullable
    Content content() {
        return node instanceof Node.File file ? file.content() : null;
    }

    /** Bytes of one of its records. */
    int length() {
        return plain(name) + (fields.length + 1) / 2 * 2;
    }

    /** How many records it has in its directory. */
    int sections() {
        return (int) Math.max(1, (size + SECTION - 1) / SECTION);
    }

    /** One of its records (9.1); {@code time} in seconds since 1970. */
    byte[] record(int section, long time) {
        long from = section * SECTION;
        ByteBuffer bytes = Fields.allocate(length());
        bytes.put((byte) length()).put((byte) 0);
        Fields.both32(bytes, size == 0 ? 0 : sector + from / Fields.SECTOR);
        Fields.both32(bytes, Math.min(SECTION, size - from));
        Fields.time(bytes, time);
        bytes.put((byte) ((isDirectory() ? DIRECTORY : 0) | (section + 1 < sections() ? MORE : 0)));
        bytes.putShort((short) 0);
        Fields.both16(bytes, 1);
        bytes.put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
        bytes.position(plain(name)).put(fields);
        return Fields.bytes(bytes);
    }

    /** The same place under another identifier and with other fields. */
    Entry as(String other, byte[] otherFields) {
        Entry entry = new Entry(other, node, common, otherFields);
        entry.sector = sector;
        entry.size = size;
        return entry;
    }
}
