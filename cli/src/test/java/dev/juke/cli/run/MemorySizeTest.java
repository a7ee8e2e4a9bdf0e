/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySizeTest {
    @ParameterizedTest
    @CsvSource({
        "1,1",
        "1b,1",
        "1iB,1",
        "4k,4096",
        "64m,67108864",
        "64M,67108864",
        "64mb,67108864",
        "64MiB,67108864",
        "64 MIB,67108864",
        "1.5g,1610612736",
        "0.5k,512",
        "2t,2199023255552"
    })
    void everyFormThatDockerKnowsIsUnderstood(String text, long bytes) {
        assertThat(MemorySize.parse(text)).isEqualTo(bytes);
    }

    @Test
    void aLimitThatNoGuestCanHaveIsAMistakeInWriting() {
        assertThat(MemorySize.limit("1m")).isEqualTo(1 << 20);
        assertThatThrownBy(() -> MemorySize.limit("512"))
                .isInstanceOfSatisfying(
                        JukeException.class,
                        e -> assertThat(e.line())
                                .isEqualTo("'512' is 512 bytes, too little for any guest; did you mean 512m?"));
        assertThatThrownBy(() -> MemorySize.limit("4k")).hasMessageContaining("'4k' is 4096 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "0", "0m", "-1m", "1x", "1kk", "1mib b", "1.2.3g", "1e3m", "99999999999t", "0.1b"})
    void whatIsNoAmountIsRefused(String text) {
        assertThatThrownBy(() -> MemorySize.parse(text)).hasMessage("'" + text + "' is no amount of memory");
    }
}
