/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.iso;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Where fields go on that are too long for a directory: sectors of their own (SUSP 1.10, 5.1). */
final class Continuations {
    /** Bytes of the field that says where the others are. */
    private static final int POINTER = 28;

    private final long first;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Begins in that sector. */
    Continuations(long first) {
        this.first = first;
    }

    /** What of the fields goes where there is so much room, bytes; the rest is put here. */
    byte[] put(List<byte[]> fields, int room) {
        ByteArrayOutputStream here = new ByteArrayOutputStream();
        int fitting = fitting(fields, room);
        fields.subList(0, fitting).forEach(here::writeBytes);
        if (fitting < fields.size()) {
            here.writeBytes(rest(fields.subList(fitting, fields.size())));
        }
        return here.toByteArray();
    }

    /** How many fields fit, with the pointer to the others if there are others. */
    private static int fitting(List<byte[]> fields, int room) {
        int all = fields.stream().mapToInt(field -> field.length).sum();
        int count = 0;
        int used = all <= room ? 0 : POINTER;
        while (count < fields.size() && used + fields.get(count).length <= room) {
            used += fields.get(count++).length;
        }
        return count;
    }

    private byte[] rest(List<byte[]> fields) {
        // What these need of a sector, or a whole one, at whose end a pointer leads on.
        int length = Math.min(fields.stream().mapToInt(field -> field.length).sum(), Fields.SECTOR);
        int left = Fields.SECTOR - bytes.size() % Fields.SECTOR;
        if (length > left) {
            bytes.writeBytes(new byte[left]);
        }
        // A place is taken before those after it are.
        int at = bytes.size();
        Continuations after = new Continuations(first + (at + Fields.SECTOR) / Fields.SECTOR);
        byte[] here = after.put(fields, Fields.SECTOR);
        bytes.writeBytes(here);
        bytes.writeBytes(new byte[after.bytes.size() == 0 ? 0 : Fields.SECTOR - here.length]);
        bytes.writeBytes(after.bytes());
        return RockRidge.continuation(first + at / Fields.SECTOR, at % Fields.SECTOR, here.length);
    }

    /** All of them. */
    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** Sectors that they take. */
    long sectors() {
        return Math.ceilDiv(bytes.size(), Fields.SECTOR);
    }
}
