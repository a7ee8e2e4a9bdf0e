/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
    @Test
    void whatIsMeantForContainerdTheShimOrThisJvmReachesNobodyElse() {
        assertThat(Environment.theirs(Map.of(
                        "PATH", "/bin",
                        "HTTPS_PROXY", "proxy",
                        "NOTIFY_SOCKET", "/run/systemd/notify",
                        "TTRPC_ADDRESS", "/run/containerd/containerd.sock.ttrpc",
                        "LC_ALL", "C.UTF-8",
                        "MALLOC_ARENA_MAX", "1")))
                .containsExactlyInAnyOrderEntriesOf(Map.of("PATH", "/bin", "HTTPS_PROXY", "proxy"));
    }
}
