/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.cli.direct.Life;
import dev.juke.cli.direct.ProcessId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatusTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final ProcessId INIT = new ProcessId(42, "1");

    @Test
    void theStateReadsAsInDocker() {
        assertThat(Status.of(new Life.Created(), NOW)).isEqualTo("Created");
        assertThat(Status.of(new Life.Alive(INIT, null), NOW)).isEqualTo("Created");
        assertThat(Status.of(new Life.Alive(INIT, NOW.minusSeconds(3)), NOW)).isEqualTo("Up 3 seconds");
        assertThat(Status.of(new Life.Ended(7, null, NOW.minusSeconds(121), "exited", ""), NOW))
                .isEqualTo("Exited (7) 2 minutes ago");
    }
}
