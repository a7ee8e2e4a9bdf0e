/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTextTest {
    private static final String WHOLE =
            "init 42 1234567\nrunning 1700000000123456789\nexit 139 1700000001000000000 reset\nwords it reset itself\n";

    @Test
    void aWholeRecordIsReadWithItsTimes() {
        RecordText text = RecordText.parse(WHOLE);
        assertThat(text.init()).isEqualTo(new ProcessId(42, "1234567"));
        assertThat(text.running()).isEqualTo(Instant.parse("2023-11-14T22:13:20.123456789Z"));
        assertThat(text.exit()).isEqualTo(new RecordText.Exit(139, Instant.parse("2023-11-14T22:13:21Z"), "reset"));
        assertThat(text.words()).isEqualTo("it reset itself");
    }

    @Test
    void everyBeginningOfARecordCanBeRead() {
        for (int end = 0; end < WHOLE.length(); end++) {
            RecordText text = RecordText.parse(WHOLE.substring(0, end));
            boolean initWritten = end > WHOLE.indexOf('\n');
            assertThat(text.init() != null).isEqualTo(initWritten);
            if (text.exit() != null) {
                assertThat(Objects.requireNonNull(text.exit()).reason()).isEqualTo("reset");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"init x 1\n", "init 1\n", "exit\n", "exit 1 2\n", "running never\n", "novel 1\n", "\n", "words\n"
            })
    void aLineThatIsNotUnderstoodIsPassedOver(String line) {
        RecordText text = RecordText.parse(line + WHOLE);
        assertThat(text).isEqualTo(RecordText.parse(WHOLE));
    }
}
