/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The smallest files that are taken for kernels. */
public final class TestKernels {
    private static final int SIZE = 4096;
    private static final int NOTES = 512;

    private TestKernels() {}

    /** A 64-bit ELF file for a machine (62: x86-64, 183: arm64), without any way to enter it. */
    public static byte[] elf64(int machine) {
        return ByteBuffer.allocate(SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1})
                .putShort(16, (short) 2)
                .putShort(18, (short) machine)
                .putLong(32, 64)
                .putShort(54, (short) 56)
                .array();
    }

    /** A 64-bit ELF file for x86-64 with a multiboot header. */
    public static byte[] multiboot() {
        byte[] bytes = elf64(62);
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1024, 0x1BADB002)
                .putInt(1032, -0x1BADB002);
        return bytes;
    }

    /** A 64-bit ELF file for x86-64 with Solo5's notes: a target (1: hvt, 2: spt, 3: virtio) and devices, {@code net:service}. */
    public static byte[] solo5(int target, String... devices) {
        int entries = devices.length + 1;
        ByteBuffer notes = ByteBuffer.allocate(36 + 32 + 104 * entries).order(ByteOrder.LITTLE_ENDIAN);
        byte[] owner = {'S', 'o', 'l', 'o', '5', 0, 0, 0};
        notes.putInt(6)
                .putInt(16)
                .putInt(0x31494241)
                .put(owner)
                .putInt(target)
                .putInt(2)
                .putLong(0);
        notes.putInt(6).putInt(12 + 104 * entries).putInt(0x3154464d).put(owner).putInt(0);
        notes.putInt(1).putInt(entries).putInt(notes.position() + 68, 1 << 30);
        for (int i = 0; i < devices.length; i++) {
            int at = notes.position() + 104 * (i + 1);
            int colon = devices[i].indexOf(':');
            notes.put(at, devices[i].substring(colon + 1).getBytes(StandardCharsets.US_ASCII));
            notes.putInt(at + 68, devices[i].startsWith("block:") ? 1 : 2);
        }
        byte[] bytes = elf64(62);
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(56, (short) 1)
                .putInt(64, 4)
                .putLong(72, NOTES)
                .putLong(96, notes.capacity())
                .put(NOTES, notes.array());
        return bytes;
    }

    /** A Linux image for arm64. */
    public static byte[] arm64Image() {
        return ByteBuffer.allocate(SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(56, 0x644d5241)
                .array();
    }

    /** A Linux image for x86. */
    public static byte[] bzImage() {
        return ByteBuffer.allocate(SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(0x1fe, (short) 0xAA55)
                .putInt(0x202, 0x53726448)
                .putShort(0x206, (short) 0x20f)
                .array();
    }
}
