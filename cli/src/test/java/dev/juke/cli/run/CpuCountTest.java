/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuCountTest {
    @ParameterizedTest
    @CsvSource({"1,1", "0.1,1", "1.5,2", "2.0,2", "3.01,4", "4,4"})
    void aFractionIsRoundedUp(String text, int count) {
        assertThat(CpuCount.parse(text, 4)).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "4.1", "1e9"})
    void nobodyGetsNoneOrMoreThanThereAre(String text) {
        assertThatThrownBy(() -> CpuCount.parse(text, 4)).hasMessageContaining("this host has 4");
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> CpuCount.parse("two", 4)).hasMessageContaining("'two' is no number of CPUs");
    }
}
