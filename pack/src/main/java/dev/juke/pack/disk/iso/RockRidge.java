/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.iso;

import dev.juke.pack.tree.Permissions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What Rock Ridge adds to a file: owner, mode, time, its true name, where a link points (RRIP 1.10, the fields of SUSP 1.10). A field
 * has two letters, its length, a version, and at most 255 bytes in all.
 */
final class RockRidge {
    private static final int LONGEST = 255;
    private static final int HEADER = 4;
    private static final int TIME = 7;
    /** The field goes on in the next one of its kind. */
    private static final int CONTINUES = 1;

    private static final int CURRENT = 2;
    private static final int PARENT = 4;
    private static final int ROOT = 8;
    /** Times of change of content, access, and change of attributes. */
    private static final int TIMES = 0x02 | 0x04 | 0x08;

    private RockRidge() {}

    /** What the root directory says of itself: that fields begin at once, and that they are these. */
    static byte[] root(byte[] common) {
        byte[] name = "RRIP_1991A".getBytes(StandardCharsets.US_ASCII);
        byte[] description = "THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS"
                .getBytes(StandardCharsets.US_ASCII);
        byte[] mark = field("SP", 3).put((byte) 0xbe).put((byte) 0xef).array();
        byte[] extension = field("ER", 4 + name.length + description.length)
                .put((byte) name.length)
                .put((byte) description.length)
                .put((byte) 0)
                .put((byte) 1)
                .put(name)
                .put(description)
                .array();
        return ByteBuffer.allocate(mark.length + common.length + extension.length)
                .put(mark)
                .put(common)
                .put(extension)
                .array();
    }

    /**
     * Owner, mode and times.
     *
     * @param mode with the bits that say what it is
     * @param epoch all times, seconds since 1970
     */
    static byte[] common(int mode, Permissions permissions, int links, long epoch) {
        ByteBuffer owner = field("PX", 4 * 8);
        Fields.both32(owner, mode);
        Fields.both32(owner, links);
        Fields.both32(owner, permissions.uid());
        Fields.both32(owner, permissions.gid());
        ByteBuffer times = field("TF", 1 + 3 * TIME).put((byte) TIMES);
        for (int i = 0; i < 3; i++) {
            Fields.time(times, epoch);
        }
        return ByteBuffer.allocate(owner.capacity() + times.capacity())
                .put(Fields.bytes(owner))
                .put(Fields.bytes(times))
                .array();
    }

    /** The name. */
    static List<byte[]> name(byte[] name) {
        List<byte[]> fields = new ArrayList<>();
        int most = LONGEST - HEADER - 1;
        for (int from = 0; from < name.length; from += most) {
            int length = Math.min(most, name.length - from);
            boolean last = from + length == name.length;
            fields.add(field("NM", 1 + length)
                    .put((byte) (last ? 0 : CONTINUES))
                    .put(name, from, length)
                    .array());
        }
        return fields;
    }

    /** Where a link points: component by component, since a slash is not stored. */
    static List<byte[]> link(String target) {
        List<byte[]> components = new ArrayList<>();
        String rest = target;
        if (target.startsWith("/")) {
            components.add(new byte[] {ROOT, 0});
            rest = target.substring(1);
        }
        // Slashes that follow each other, and one at the end, mean nothing and cannot be stored.
        for (String part : rest.split("/", -1)) {
            switch (part) {
                case "" -> {}
                case "." -> components.add(new byte[] {CURRENT, 0});
                case ".." -> components.add(new byte[] {PARENT, 0});
                default -> component(part.getBytes(StandardCharsets.UTF_8), components);
            }
        }
        return fields(components);
    }

    /** A component longer than what a field holds is cut; its last piece does not continue. */
    private static void component(byte[] name, List<byte[]> components) {
        int most = LONGEST - HEADER - 1 - 2;
        for (int from = 0; from < name.length; from += most) {
            int length = Math.min(most, name.length - from);
            boolean last = from + length == name.length;
            byte[] piece = new byte[2 + length];
            piece[0] = (byte) (last ? 0 : CONTINUES);
            piece[1] = (byte) length;
            System.arraycopy(name, from, piece, 2, length);
            components.add(piece);
        }
    }

    private static List<byte[]> fields(List<byte[]> components) {
        List<byte[]> fields = new ArrayList<>();
        ByteBuffer room = ByteBuffer.allocate(LONGEST - HEADER - 1);
        for (byte[] component : components) {
            if (component.length > room.remaining()) {
                fields.add(link(room, CONTINUES));
                room.clear();
            }
            room.put(component);
        }
        fields.add(link(room, 0));
        return fields;
    }

    private static byte[] link(ByteBuffer components, int flags) {
        byte[] bytes = Arrays.copyOf(Fields.bytes(components), components.position());
        return field("SL", 1 + bytes.length).put((byte) flags).put(bytes).array();
    }

    /** Says where the fields go on: at a place in a sector. */
    static byte[] continuation(long sector, int offset, int length) {
        ByteBuffer field = field("CE", 3 * 8);
        Fields.both32(field, sector);
        Fields.both32(field, offset);
        Fields.both32(field, length);
        return Fields.bytes(field);
    }

    private static ByteBuffer field(String kind, int length) {
        return Fields.allocate(HEADER + length)
                .put(kind.getBytes(StandardCharsets.US_ASCII))
                .put((byte) (HEADER + length))
                .put((byte) 1);
    }
}
