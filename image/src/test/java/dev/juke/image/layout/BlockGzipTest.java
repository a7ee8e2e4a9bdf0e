/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockGzipTest {
    private static byte[] compress(byte[] content, int piece, int processors) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BlockGzip gzip = new BlockGzip(out, processors)) {
            for (int at = 0; at < content.length; at += piece) {
                gzip.write(content, at, Math.min(piece, content.length - at));
            }
            gzip.finish();
        }
        return out.toByteArray();
    }

    /** Half noise, half text. */
    private static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        for (int at = 0; at < size; at += 8192) {
            Arrays.fill(content, at, Math.min(size, at + 4096), (byte) 'x');
        }
        return content;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BlockGzip.BLOCK - 1, BlockGzip.BLOCK, BlockGzip.BLOCK + 1, 9 * BlockGzip.BLOCK + 12345})
    void whatWasCompressedIsTheSameAfterwards(int size) throws IOException {
        byte[] content = content(size);
        byte[] compressed = compress(content, 100_000, 2);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes())
                .isEqualTo(content);
        assertThat(compressed.length).isLessThan(size / 2 + size / 50 + 100);
    }

    @ParameterizedTest
    @ValueSource(ints = {BlockGzip.BLOCK / 2, 5 * BlockGzip.BLOCK + 77})
    void theBytesDependOnTheContentAlone(int size) throws IOException {
        byte[] content = content(size);
        byte[] compressed = compress(content, 1 << 16, 1);
        assertThat(compress(content, 7777, 1)).isEqualTo(compressed);
        assertThat(compress(content, 3 << 20, 2)).isEqualTo(compressed);
        assertThat(compress(content, 1 << 16, 7)).isEqualTo(compressed);
    }
}
