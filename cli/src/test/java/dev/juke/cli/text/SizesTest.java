/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "0,0B",
        "999,999B",
        "1000,1kB",
        "1030,1.03kB",
        "25200,25.2kB",
        "700000,700kB",
        "1000000,1MB",
        "1234567890,1.23GB",
        "9223372036854775807,9.22EB"
    })
    void anAmountOfBytesReadsAsInDocker(long bytes, String words) {
        assertThat(Sizes.words(bytes)).isEqualTo(words);
    }
}
