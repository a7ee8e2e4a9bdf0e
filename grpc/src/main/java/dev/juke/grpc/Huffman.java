/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

/** The fixed Huffman code of HPACK (RFC 7541, section 5.2 and appendix B). */
final class Huffman {
    /**
     * Appendix B as the length in bits of the code of each of the symbols 0 to 256 (the last is EOS), a digit of base 36 each. The code is
     * canonical: ordered by length, then by symbol, each code is the one before it plus one. So the lengths say everything.
     */
    private static final String LENGTHS =
            "dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6cad677777777777777777777"
                    + "77878djde6f56565666577666567655677777fbedskmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmo"
                    + "lmnnllmlnmnnkmmmnmmnqqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrqu";

    private static final int EOS = 256;
    private static final int LONGEST = 30;

    /** The symbols in the order of their codes. */
    private static final short[] SYMBOLS = new short[EOS + 1];
    /** By length: the first code, how many there are, and where their symbols begin. */
    private static final int[] FIRST = new int[LONGEST + 1];

    private static final int[] COUNT = new int[LONGEST + 1];
    private static final int[] OFFSET = new int[LONGEST + 1];

    static {
        int code = 0;
        int filled = 0;
        for (int length = 1; length <= LONGEST; length++) {
            code <<= 1;
            FIRST[length] = code;
            OFFSET[length] = filled;
            for (int symbol = 0; symbol <= EOS; symbol++) {
                if (Character.digit(LENGTHS.charAt(symbol), 36) == length) {
                    SYMBOLS[filled++] = (short) symbol;
                }
            }
            COUNT[length] = filled - OFFSET[length];
            code += COUNT[length];
        }
    }

    private Huffman() {}

    /** Decodes the bytes from {@code from} up to {@code to}; an EOS, or an end that is no padding of ones below 8 bits, is an error. */
    static String decode(byte[] bytes, int from, int to) throws Http2Exception {
        // The shortest code has 5 bits.
        StringBuilder text = new StringBuilder((to - from) * 8 / 5);
        int code = 0;
        int length = 0;
        for (int at = from; at < to; at++) {
            for (int bit = 7; bit >= 0; bit--) {
                code = (code << 1) | ((bytes[at] >> bit) & 1);
                length++;
                int index = code - FIRST[length];
                if (index < COUNT[length]) {
                    int symbol = SYMBOLS[OFFSET[length] + index];
                    if (symbol == EOS) {
                        throw new Http2Exception(ErrorCode.COMPRESSION_ERROR, "a Huffman string holds EOS");
                    }
                    text.append((char) symbol);
                    code = 0;
                    length = 0;
                }
            }
        }
        if (length > 7 || code != (1 << length) - 1) {
            throw new Http2Exception(ErrorCode.COMPRESSION_ERROR, "a Huffman string ends within a symbol");
        }
        return text.toString();
    }
}
