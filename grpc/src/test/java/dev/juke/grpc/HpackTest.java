/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HpackTest {
    private static final int LIST = 64 * 1024;

    private static List<Header> decode(String hex) throws Http2Exception {
        return new HeaderDecoder(4096, LIST).decode(HexFormat.of().parseHex(hex));
    }

    @Test
    void everyExampleOfTheStandardDecodes() throws IOException {
        int blocks = 0;
        HeaderDecoder decoder = new HeaderDecoder(4096, LIST);
        List<Header> decoded = new ArrayList<>();
        List<Header> expected = new ArrayList<>();
        for (String line : resource("rfc7541-appendix-c.txt").lines().toList()) {
            String[] words = line.split(" ", 2);
            switch (words[0]) {
                case "group" -> decoder = new HeaderDecoder(Integer.parseInt(words[1].split(" ", 2)[0]), LIST);
                case "block" -> {
                    decoded = decoder.decode(HexFormat.of().parseHex(words[1]));
                    expected.clear();
                    blocks++;
                }
                case "field" -> {
                    int colon = words[1].indexOf(':', 1);
                    expected.add(new Header(words[1].substring(0, colon), words[1].substring(colon + 2)));
                }
                case "table" -> {
                    assertThat(decoded).isEqualTo(expected);
                    assertThat(decoder.tableSize()).isEqualTo(Integer.parseInt(words[1]));
                }
                default -> assertThat(line).matches("|#.*");
            }
        }
        assertThat(blocks).isEqualTo(16);
    }

    @Test
    void everyByteHasTheHuffmanCodeOfTheStandard() throws IOException {
        int symbols = 0;
        for (String line : resource("rfc7541-appendix-b.txt").lines().toList()) {
            if (line.startsWith("#")) {
                continue;
            }
            String bits = line.split(" ", 2)[1];
            int symbol = Integer.parseInt(line.split(" ", 2)[0]);
            byte[] bytes = padded(bits);
            assertThat(Huffman.decode(bytes, 0, bytes.length)).isEqualTo(String.valueOf((char) symbol));
            symbols++;
        }
        assertThat(symbols).isEqualTo(256);
    }

    private static byte[] padded(String bits) {
        String whole = bits + "1".repeat(-bits.length() & 7);
        byte[] bytes = new byte[whole.length() / 8];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(whole.substring(8 * i, 8 * i + 8), 2);
        }
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({
        "ffffffff, holds EOS",
        "ff, ends within a symbol",
        "fe, ends within a symbol",
        "07ff, ends within a symbol",
        "00, ends within a symbol"
    })
    void aHuffmanStringThatEndsWronglyIsRefused(String hex, String reason) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> Huffman.decode(bytes, 0, bytes.length))
                .isInstanceOf(Http2Exception.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // index 0
                "be", // an empty dynamic table
                "ffffffffffff7f", // a number of 35 bits
                "7f80808080", // a number without end
                "400a63", // a name that is cut off
                "4001630a63", // a value that is cut off
                "40", // nothing after the first byte
                "3fe21f", // a table of 4097 bytes
                "8220" // a change of size after a field
            })
    void aBlockThatBreaksTheRulesIsRefused(String hex) {
        assertThatThrownBy(() -> decode(hex))
                .isInstanceOfSatisfying(
                        Http2Exception.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COMPRESSION_ERROR));
    }

    @Test
    void aFieldLargerThanTheTableEmptiesIt() throws Http2Exception {
        HeaderDecoder decoder = new HeaderDecoder(64, LIST);
        decoder.decode(HexFormat.of().parseHex("4001610162"));
        assertThat(decoder.tableSize()).isEqualTo(34);
        byte[] large = new byte[4 + 40];
        large[0] = 0x40;
        large[1] = 1;
        large[2] = 'a';
        large[3] = 40;
        assertThat(decoder.decode(large)).hasSize(1);
        assertThat(decoder.tableSize()).isZero();
    }

    @Test
    void aSmallBlockCannotBecomeALargeList() throws Http2Exception {
        HeaderDecoder decoder = new HeaderDecoder(4096, LIST);
        byte[] entry = new byte[3 + 3 + 4000];
        entry[0] = 0x40;
        entry[1] = 1;
        entry[2] = 'a';
        // 4000 in the prefix of 7 bits: 127 + 3873.
        entry[3] = 0x7f;
        entry[4] = (byte) 0xa1;
        entry[5] = 0x1e;
        assertThat(decoder.decode(entry)).hasSize(1);
        byte[] bomb = new byte[16_000];
        Arrays.fill(bomb, (byte) 0xbe);
        assertThatThrownBy(() -> decoder.decode(bomb)).hasMessageContaining("more than 65536 bytes");
    }

    @Test
    void whatIsEncodedDecodes() throws Http2Exception {
        Random random = new Random(7541);
        for (int round = 0; round < 500; round++) {
            List<Header> headers = new ArrayList<>();
            for (int i = random.nextInt(20); i > 0; i--) {
                headers.add(new Header(text(random, 40), text(random, random.nextInt(8) == 0 ? 2000 : 130)));
            }
            assertThat(new HeaderDecoder(4096, 1 << 20).decode(HeaderEncoder.encode(headers)))
                    .isEqualTo(headers);
        }
    }

    @Test
    void garbageIsRefusedAndNothingWorse() {
        Random random = new Random(1);
        HeaderDecoder decoder = new HeaderDecoder(4096, LIST);
        int decoded = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] block = new byte[random.nextInt(24)];
            random.nextBytes(block);
            try {
                decoder.decode(block);
                decoded++;
            } catch (Http2Exception e) {
                // As it should be.
            }
            assertThat(decoder.tableSize()).isBetween(0, 4096);
        }
        assertThat(decoded).isPositive();
    }

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            text.append((char) random.nextInt(256));
        }
        return text.toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(HpackTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
