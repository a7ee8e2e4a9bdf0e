/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Encodes header blocks (HPACK, RFC 7541) as literals without indexing: a request is some 200 bytes, and no state is kept. */
final class HeaderEncoder {
    private HeaderEncoder() {}

    /** The block of a header list; every character must be below 256. */
    static byte[] encode(List<Header> headers) {
        ByteArrayOutputStream block = new ByteArrayOutputStream(256);
        // "My table has no entries": true, and right whatever SETTINGS_HEADER_TABLE_SIZE the peer sends (section 4.2).
        block.write(0x20);
        for (Header header : headers) {
            block.write(0);
            string(block, header.name());
            string(block, header.value());
        }
        return block.toByteArray();
    }

    private static void string(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        integer(block, bytes.length);
        block.writeBytes(bytes);
    }

    /** Section 5.1 with a prefix of 7 bits; the eighth stays 0, for no Huffman code. */
    private static void integer(ByteArrayOutputStream block, int value) {
        if (value < 0x7F) {
            block.write(value);
            return;
        }
        block.write(0x7F);
        int rest = value - 0x7F;
        while (rest >= 0x80) {
            block.write((rest & 0x7F) | 0x80);
            rest >>= 7;
        }
        block.write(rest);
    }
}
