/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.tar;

import dev.juke.base.JukeException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** One 512-byte header block (POSIX pax interchange format, "ustar Header Block"; GNU tar's base-256 numbers). */
record TarHeader(String name, char flag, String linkName, int mode, long uid, long gid, long mtime, long size) {
    static final int BLOCK = 512;

    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int MAGIC = 257;

    /** Reads a block; {@code where} names the archive and the place in it. */
    static TarHeader parse(byte[] block, String where) {
        if (number(block, CHECKSUM, CHECKSUM_LENGTH, where) != checksum(block)) {
            throw damaged(where, "a header's checksum is wrong");
        }
        String name = text(block, 0, 100, where);
        boolean posix = text(block, MAGIC, 6, where).equals("ustar") && block[MAGIC + 5] == 0;
        String prefix = posix ? text(block, 345, 155, where) : "";
        return new TarHeader(
                prefix.isEmpty() ? name : prefix + "/" + name,
                block[156] == 0 ? '0' : (char) (block[156] & 0xff),
                text(block, 157, 100, where),
                (int) number(block, 100, 8, where) & 07777,
                number(block, 108, 8, where),
                number(block, 116, 8, where),
                number(block, 136, 12, where),
                number(block, 124, 12, where));
    }

    /** Makes a block. Names and numbers must fit. */
    byte[] block() {
        byte[] block = new byte[BLOCK];
        put(block, 0, name);
        putNumber(block, 100, 8, mode);
        putNumber(block, 108, 8, uid);
        putNumber(block, 116, 8, gid);
        putNumber(block, 124, 12, size);
        putNumber(block, 136, 12, mtime);
        block[156] = (byte) flag;
        put(block, 157, linkName);
        put(block, MAGIC, "ustar");
        put(block, MAGIC + 6, "00");
        putNumber(block, CHECKSUM, CHECKSUM_LENGTH - 1, checksum(block));
        block[CHECKSUM + CHECKSUM_LENGTH - 1] = ' ';
        return block;
    }

    /** Whether a number fits an octal field of that length, which ends with a NUL. */
    static boolean fits(long number, int length) {
        return number >= 0 && number < (1L << (3 * (length - 1)));
    }

    static JukeException damaged(String where, String why) {
        return JukeException.input(where + " is no tar archive or a damaged one: " + why, "make or get it again");
    }

    /** Text as UTF-8; what is not cannot be told apart from other names later and is refused. */
    static String utf8(byte[] bytes, int offset, int length, String where) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw damaged(where, "a name in it is not UTF-8");
        }
    }

    private static String text(byte[] block, int offset, int length, String where) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return utf8(block, offset, end - offset, where);
    }

    private static long number(byte[] block, int offset, int length, String where) {
        if ((block[offset] & 0x80) != 0) {
            return base256(block, offset, length, where);
        }
        long value = 0;
        boolean ended = false;
        for (int i = offset; i < offset + length; i++) {
            int c = block[i];
            if (c >= '0' && c <= '7' && !ended) {
                value = (value << 3) | (c - '0');
            } else if (c == 0 || c == ' ') {
                ended = value != 0 || c == 0;
            } else {
                throw damaged(where, "a number in a header is not octal");
            }
        }
        return value;
    }

    /** GNU tar's two's complement big-endian number under a first byte of 0x80 (positive) or 0xff (negative). */
    private static long base256(byte[] block, int offset, int length, String where) {
        long value = block[offset] == (byte) 0xff ? -1 : block[offset] & 0x7f;
        for (int i = offset + 1; i < offset + length; i++) {
            if (value > (Long.MAX_VALUE >> 8) || value < (Long.MIN_VALUE >> 8)) {
                throw damaged(where, "a number in a header is too large");
            }
            value = (value << 8) | (block[i] & 0xff);
        }
        return value;
    }

    /** The sum of all bytes, those of the checksum itself taken as blanks. */
    private static long checksum(byte[] block) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean own = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
            sum += own ? ' ' : block[i] & 0xff;
        }
        return sum;
    }

    private static void put(byte[] block, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, offset, bytes.length);
    }

    private static void putNumber(byte[] block, int offset, int length, long number) {
        String octal = Long.toOctalString(number);
        put(block, offset, "0".repeat(length - 1 - octal.length()) + octal);
    }
}
