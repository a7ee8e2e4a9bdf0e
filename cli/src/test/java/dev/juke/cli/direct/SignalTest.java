/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
    @ParameterizedTest
    @CsvSource({
        "KILL,9",
        "SIGKILL,9",
        "sigint,2",
        "Term,15",
        "HUP,1",
        "WINCH,28",
        "PWR,30",
        "SYS,31",
        "15,15",
        "64,64",
        "RTMIN,34",
        "RTMIN+3,37",
        "SIGRTMAX-1,63",
        "RTMAX,64"
    })
    void namesAndNumbersAreUnderstood(String text, int number) {
        assertThat(Signal.parse(text)).isEqualTo(new Signal(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SIG", "0", "65", "-9", "+9", "FOO", "RTMIN+31", "RTMAX-64", "RTMIN-1"})
    void whatIsNoSignalIsRefused(String text) {
        assertThatThrownBy(() -> Signal.parse(text)).hasMessage("'" + text + "' is no signal");
    }
}
