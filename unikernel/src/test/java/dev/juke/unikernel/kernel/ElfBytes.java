/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes small ELF files: a header, one loaded segment, perhaps a note segment, a multiboot header, and named sections. */
final class ElfBytes {
    private static final int MULTIBOOT_AT = 0x400;
    private static final int NOTE_AT = 0x500;
    private static final int NAMES_AT = 0x600;
    private static final int SECTIONS_AT = 0x700;
    /** Where the manifest's note begins: after the ABI's. */
    static final int MANIFEST_AT = 0x800 + 36;

    private static final int SOLO5_AT = 0x800;
    private static final int SIZE = 0x1000;

    private final boolean wide;
    private final ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);

    private ElfBytes(boolean wide, int machine) {
        this.wide = wide;
        bytes.put(0, new byte[] {0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1), 1, 1});
        bytes.putShort(16, (short) 2);
        bytes.putShort(18, (short) machine);
        bytes.putInt(20, 1);
        address(wide ? 32 : 28, headerSize());
        int counts = wide ? 52 : 40;
        bytes.putShort(counts, (short) headerSize());
        bytes.putShort(counts + 2, (short) programHeaderSize());
        bytes.putShort(counts + 4, (short) 1);
        programHeader(0, 1, 0, SIZE);
    }

    static ElfBytes elf64(int machine) {
        return new ElfBytes(true, machine);
    }

    static ElfBytes elf32(int machine) {
        return new ElfBytes(false, machine);
    }

    ElfBytes multiboot() {
        int magic = 0x1BADB002;
        int flags = 3;
        bytes.putInt(MULTIBOOT_AT, magic);
        bytes.putInt(MULTIBOOT_AT + 4, flags);
        bytes.putInt(MULTIBOOT_AT + 8, -(magic + flags));
        return this;
    }

    ElfBytes note(String owner, int type) {
        byte[] name = (owner + "\0").getBytes(StandardCharsets.US_ASCII);
        bytes.putInt(NOTE_AT, name.length);
        bytes.putInt(NOTE_AT + 4, 4);
        bytes.putInt(NOTE_AT + 8, type);
        bytes.put(NOTE_AT + 12, name);
        bytes.putShort(wide ? 56 : 44, (short) 2);
        programHeader(1, 4, NOTE_AT, 12 + ((name.length + 3) & ~3) + 4);
        return this;
    }

    /** Notes of Solo5: the ABI, and a manifest with these devices, {@code net:service}. */
    ElfBytes solo5(int target, int version, String... devices) {
        ByteBuffer abi = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        abi.putInt(0, target).putInt(4, version);
        ByteBuffer manifest =
                ByteBuffer.allocate(12 + 104 * (devices.length + 1)).order(ByteOrder.LITTLE_ENDIAN);
        manifest.putInt(4, 1).putInt(8, devices.length + 1).putInt(12 + 68, 1 << 30);
        for (int i = 0; i < devices.length; i++) {
            String[] parts = devices[i].split(":", -1);
            int at = 12 + 104 * (i + 1);
            manifest.put(at, parts[1].getBytes(StandardCharsets.US_ASCII));
            manifest.putInt(at + 68, parts[0].equals("block") ? 1 : 2);
        }
        int used = soloNote(SOLO5_AT, 0x31494241, abi.array());
        int more = soloNote(SOLO5_AT + used, 0x3154464d, manifest.array());
        bytes.putShort(wide ? 56 : 44, (short) 2);
        programHeader(1, 4, SOLO5_AT, used + more);
        return this;
    }

    private int soloNote(int at, int type, byte[] data) {
        bytes.putInt(at, 6).putInt(at + 4, data.length).putInt(at + 8, type);
        bytes.put(at + 12, "Solo5".getBytes(StandardCharsets.US_ASCII));
        bytes.put(at + 20, data);
        return 20 + data.length;
    }

    ElfBytes section(String name) {
        byte[] names = ("\0" + name + "\0").getBytes(StandardCharsets.US_ASCII);
        bytes.put(NAMES_AT, names);
        address(wide ? 40 : 32, SECTIONS_AT);
        int counts = wide ? 58 : 46;
        bytes.putShort(counts, (short) (wide ? 64 : 40));
        bytes.putShort(counts + 2, (short) 3);
        bytes.putShort(counts + 4, (short) 2);
        sectionHeader(1, 1, 1, 0, 16);
        sectionHeader(2, 0, 3, NAMES_AT, names.length);
        return this;
    }

    ElfBytes interpreter(String path) {
        bytes.put(NOTE_AT, (path + "\0").getBytes(StandardCharsets.US_ASCII));
        bytes.putShort(wide ? 56 : 44, (short) 2);
        programHeader(1, 3, NOTE_AT, path.length() + 1);
        return this;
    }

    ElfBytes with(int offset, int value) {
        bytes.put(offset, (byte) value);
        return this;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes.array(), SIZE);
    }

    private int headerSize() {
        return wide ? 64 : 52;
    }

    private int programHeaderSize() {
        return wide ? 56 : 32;
    }

    private void programHeader(int index, int type, int offset, int size) {
        int at = headerSize() + index * programHeaderSize();
        bytes.putInt(at, type);
        address(at + (wide ? 8 : 4), offset);
        address(at + (wide ? 32 : 16), size);
    }

    private void sectionHeader(int index, int name, int type, int offset, int size) {
        int at = SECTIONS_AT + index * (wide ? 64 : 40);
        bytes.putInt(at, name);
        bytes.putInt(at + 4, type);
        address(at + (wide ? 24 : 16), offset);
        address(at + (wide ? 32 : 20), size);
    }

    private void address(int offset, int value) {
        if (wide) {
            bytes.putLong(offset, value);
        } else {
            bytes.putInt(offset, value);
        }
    }
}
