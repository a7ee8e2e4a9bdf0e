/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecentExitsTest {
    private final RecentExits recent = new RecentExits();

    private static Exit exit(int pid, int status) {
        return new Exit(pid, status, false, Instant.EPOCH);
    }

    @Test
    void theLastExitOfANumberCounts() {
        recent.add(exit(1, 2), 0);
        recent.add(exit(1, 3), 1);
        assertThat(recent.get(1)).isEqualTo(exit(1, 3));
        assertThat(recent.get(2)).isNull();
    }

    @Test
    void anExitIsForgottenAfterAMinute() {
        recent.add(exit(1, 0), 0);
        recent.add(exit(2, 0), TimeUnit.SECONDS.toNanos(30));
        recent.add(exit(3, 0), TimeUnit.SECONDS.toNanos(61));
        assertThat(recent.get(1)).isNull();
        assertThat(recent.get(2)).isNotNull();
    }

    @Test
    void aFloodOfExitsIsBounded() {
        for (int pid = 1; pid <= 100_000; pid++) {
            recent.add(exit(pid, 0), pid);
        }
        assertThat(recent.get(100_000 - 16_384)).isNull();
        assertThat(recent.get(100_000 - 16_384 + 1)).isNotNull();
        assertThat(recent.get(100_000)).isNotNull();
    }
}
