/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes header blocks of one connection (HPACK, RFC 7541). Every block must pass through, in order: each may change the table. */
final class HeaderDecoder {
    /** SETTINGS_HEADER_TABLE_SIZE when nothing else was announced (RFC 9113, section 6.5.2). Bytes. */
    static final int DEFAULT_TABLE = 4096;

    private final int tableLimit;
    private final int listLimit;
    /** The newest entry is the last. */
    private final List<Header> table = new ArrayList<>();

    private int tableSize;
    private int tableMaximum;
    private byte[] block = new byte[0];
    private int at;

    /**
     * Makes a decoder.
     *
     * @param tableLimit bytes of dynamic table that the peer was allowed
     * @param listLimit largest header list, in bytes as {@link Header#size} counts
     */
    HeaderDecoder(int tableLimit, int listLimit) {
        this.tableLimit = tableLimit;
        this.tableMaximum = tableLimit;
        this.listLimit = listLimit;
    }

    /** How full the dynamic table is. Bytes. */
    int tableSize() {
        return tableSize;
    }

    /** The fields of a whole block, in order. */
    List<Header> decode(byte[] wholeBlock) throws Http2Exception {
        block = wholeBlock;
        at = 0;
        List<Header> headers = new ArrayList<>();
        int size = 0;
        while (at < block.length) {
            Header header = next(headers.isEmpty());
            if (header == null) {
                continue;
            }
            size += header.size();
            if (size > listLimit) {
                throw new Http2Exception(
                        ErrorCode.ENHANCE_YOUR_CALM, "a header list has more than " + listLimit + " bytes");
            }
            headers.add(header);
        }
        block = new byte[0];
        return headers;
    }

    /** The next field, or null when there was a change of the table's size instead. Section 6. */
    private @Nullable Header next(boolean beginning) throws Http2Exception {
        int first = block[at];
        if ((first & 0x80) != 0) {
            return entry(integer(7));
        }
        if ((first & 0xC0) == 0x40) {
            Header header = literal(6);
            remember(header);
            return header;
        }
        if ((first & 0xE0) == 0x20) {
            int maximum = integer(5);
            if (!beginning || maximum > tableLimit) {
                throw wrong("a change of the table's size that is not allowed");
            }
            tableMaximum = maximum;
            evict(0);
            return null;
        }
        return literal(4);
    }

    private Header literal(int prefix) throws Http2Exception {
        int index = integer(prefix);
        String name = index == 0 ? string() : entry(index).name();
        return new Header(name, string());
    }

    private Header entry(int index) throws Http2Exception {
        int dynamic = index - StaticTable.SIZE;
        if (index == 0 || dynamic > table.size()) {
            throw wrong("an index that is in no table");
        }
        return dynamic <= 0 ? StaticTable.get(index) : table.get(table.size() - dynamic);
    }

    private void remember(Header header) {
        evict(header.size());
        // An entry larger than the table empties it and is no error (section 4.4).
        if (header.size() <= tableMaximum) {
            table.add(header);
            tableSize += header.size();
        }
    }

    private void evict(int room) {
        while (!table.isEmpty() && tableSize + room > tableMaximum) {
            tableSize -= table.removeFirst().size();
        }
    }

    /** Section 5.1. More than four further bytes (2^28) are nothing that a block of ours can mean. */
    private int integer(int prefix) throws Http2Exception {
        int mask = (1 << prefix) - 1;
        int value = octet() & mask;
        if (value < mask) {
            return value;
        }
        for (int shift = 0; shift <= 21; shift += 7) {
            int octet = octet();
            value += (octet & 0x7F) << shift;
            if ((octet & 0x80) == 0) {
                return value;
            }
        }
        throw wrong("a number that is too large");
    }

    private String string() throws Http2Exception {
        boolean huffman = at < block.length && (block[at] & 0x80) != 0;
        int length = integer(7);
        if (length > block.length - at) {
            throw wrong("a string that goes on after its end");
        }
        int from = at;
        at += length;
        return huffman ? Huffman.decode(block, from, at) : new String(block, from, length, StandardCharsets.ISO_8859_1);
    }

    private int octet() throws Http2Exception {
        if (at == block.length) {
            throw wrong("a field that is cut off");
        }
        return block[at++];
    }

    private static Http2Exception wrong(String what) {
        return new Http2Exception(ErrorCode.COMPRESSION_ERROR, "a header block holds " + what);
    }
}
