/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.iso;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** How ISO 9660 writes numbers and times (ECMA-119). */
final class Fields {
    /** Bytes of a sector, and of a logical block. */
    static final int SECTOR = 2048;

    private static final int YEARS_FROM = 1900;

    private Fields() {}

    /** A buffer of that length. */
    static ByteBuffer allocate(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** All of a buffer. */
    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.get(0, bytes);
        return bytes;
    }

    /** Puts a number in both byte orders (7.3.3). */
    static void both32(ByteBuffer bytes, long number) {
        bytes.putInt((int) number).putInt(Integer.reverseBytes((int) number));
    }

    /** Puts a number in both byte orders (7.2.3). */
    static void both16(ByteBuffer bytes, int number) {
        bytes.putShort((short) number).putShort(Short.reverseBytes((short) number));
    }

    /** Puts text, and blanks up to a length. */
    static void text(ByteBuffer bytes, String text, int length) {
        bytes.put(text.getBytes(StandardCharsets.US_ASCII));
        bytes.put(" ".repeat(length - text.length()).getBytes(StandardCharsets.US_ASCII));
    }

    /** Puts a time as files have it, in seven bytes of UTC (9.1.5). */
    static void time(ByteBuffer bytes, long epoch) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(epoch, 0, ZoneOffset.UTC);
        bytes.put((byte) (time.getYear() - YEARS_FROM))
                .put((byte) time.getMonthValue())
                .put((byte) time.getDayOfMonth())
                .put((byte) time.getHour())
                .put((byte) time.getMinute())
                .put((byte) time.getSecond())
                .put((byte) 0);
    }

    /** A time as a volume has it: sixteen digits of UTC and its zone (8.4.26.1). */
    static void longTime(ByteBuffer bytes, long epoch) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(epoch, 0, ZoneOffset.UTC);
        digits(bytes, time.getYear(), 4);
        digits(bytes, time.getMonthValue(), 2);
        digits(bytes, time.getDayOfMonth(), 2);
        digits(bytes, time.getHour(), 2);
        digits(bytes, time.getMinute(), 2);
        digits(bytes, time.getSecond(), 2);
        digits(bytes, 0, 2);
        bytes.put((byte) 0);
    }

    /** A time that is not said. */
    static void noTime(ByteBuffer bytes) {
        digits(bytes, 0, 16);
        bytes.put((byte) 0);
    }

    /** Digits that are the same in every locale. */
    private static void digits(ByteBuffer bytes, int number, int length) {
        String digits = Integer.toString(number);
        text(bytes, "0".repeat(length - digits.length()) + digits, length);
    }
}
