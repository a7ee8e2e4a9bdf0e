/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.iso;

import dev.juke.pack.disk.DiskFile;
import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.FileTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/** Where everything of a tree is: long fields, the tables of directories, the directories, the contents. In sectors. */
final class Volume {
    private final long epoch;
    private final long first;
    private final Continuations continuations;
    private final Entries entries;
    private final PathTable table;
    private final long end;

    /** Gives a place to everything, from that sector on. */
    Volume(FileTree tree, long epoch, long first) {
        this.epoch = epoch;
        this.first = first;
        this.continuations = new Continuations(first);
        this.entries = new Entries(tree, epoch, continuations);
        this.table = new PathTable(entries.root());
        long next = bigTable() + tableSectors();
        for (int i = 0; i < table.directories().size(); i++) {
            Entry directory = table.directories().get(i);
            next = directory.place(next, Math.ceilDiv(records(i).length, Fields.SECTOR) * (long) Fields.SECTOR);
        }
        IdentityHashMap<Content, Entry> placed = new IdentityHashMap<>();
        for (Entry file : entries.files()) {
            // Names of one file share its place.
            Entry other = placed.putIfAbsent(Objects.requireNonNull(file.content()), file);
            if (other == null) {
                next = file.place(next);
            } else {
                file.place(other.sector());
            }
        }
        this.end = next;
    }

    /** What follows the last one used. */
    long end() {
        return end;
    }

    Entry root() {
        return entries.root();
    }

    /** Bytes of a table of directories. */
    int tableLength() {
        return table.length();
    }

    /** Where the little-endian table is. */
    long littleTable() {
        return first + continuations.sectors();
    }

    /** Where the big-endian table is. */
    long bigTable() {
        return littleTable() + tableSectors();
    }

    private long tableSectors() {
        return Math.ceilDiv(table.length(), Fields.SECTOR);
    }

    void write(FileChannel disk) throws IOException {
        put(continuations.bytes(), first, disk);
        put(table.bytes(ByteOrder.LITTLE_ENDIAN).array(), littleTable(), disk);
        put(table.bytes(ByteOrder.BIG_ENDIAN).array(), bigTable(), disk);
        for (int i = 0; i < table.directories().size(); i++) {
            put(records(i), table.directories().get(i).sector(), disk);
        }
        long last = 0;
        for (Entry file : entries.files()) {
            Content content = Objects.requireNonNull(file.content());
            // Those that follow are further back, unless they share a place.
            if (content.size() > 0 && file.sector() > last) {
                last = file.sector();
                DiskFile.copy(content, 0, content.size(), disk, file.sector() * Fields.SECTOR);
            }
        }
    }

    private static void put(byte[] bytes, long sector, FileChannel disk) throws IOException {
        DiskFile.write(ByteBuffer.wrap(bytes), disk, sector * Fields.SECTOR);
    }

    /** What a directory holds: records, none of which crosses a sector (6.8.1.1). */
    private byte[] records(int number) {
        Entry directory = table.directories().get(number);
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (Entry entry : all(number, directory)) {
            for (int section = 0; section < entry.sections(); section++) {
                int left = Fields.SECTOR - records.size() % Fields.SECTOR;
                records.writeBytes(new byte[entry.length() > left ? left : 0]);
                records.writeBytes(entry.record(section, epoch));
            }
        }
        return records.toByteArray();
    }

    private List<Entry> all(int number, Entry directory) {
        List<Entry> all = new ArrayList<>();
        boolean top = directory == entries.root();
        all.add(directory.as(Entry.SELF, top ? RockRidge.root(directory.common()) : directory.common()));
        Entry parent = table.parent(number);
        all.add(parent.as(Entry.PARENT, parent.common()));
        all.addAll(directory.children());
        return all;
    }
}
