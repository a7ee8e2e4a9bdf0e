/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.machine.Machine.Nic.User.Forward;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortsTest {
    private static final String LOCAL = "127.0.0.1";

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void aPortThatIsTakenIsToldByItsNumber(String protocol) {
        Forward taken;
        try (HostPorts others = new HostPorts();
                HostPorts ours = new HostPorts()) {
            taken = others.claim(new Forward(protocol, LOCAL, 0, 80));
            assertThat(taken.hostPort()).isPositive();
            assertThatThrownBy(() -> ours.claim(taken))
                    .hasMessage("port 127.0.0.1:" + taken.hostPort() + "/" + protocol
                            + " cannot be published: Address already in use");
        }
        try (HostPorts ours = new HostPorts()) {
            assertThat(ours.claim(taken)).isEqualTo(taken);
        }
    }

    @Test
    void twoRequestsForAnyFreePortGetTwo() {
        try (HostPorts ports = new HostPorts()) {
            Forward first = ports.claim(new Forward("tcp", "0.0.0.0", 0, 80));
            Forward second = ports.claim(new Forward("tcp", "0.0.0.0", 0, 81));
            assertThat(first.hostPort()).isNotEqualTo(second.hostPort());
        }
    }

    @Test
    void aPortThatNeedsPrivilegesIsRefusedWhoeverAsks() throws IOException {
        Process cat = new ProcessBuilder("cat", "/proc/sys/net/ipv4/ip_unprivileged_port_start").start();
        int first =
                Integer.parseInt(new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
        Assumptions.assumeTrue(first > 80);
        try (HostPorts ports = new HostPorts()) {
            assertThatThrownBy(() -> ports.claim(new Forward("tcp", LOCAL, 80, 80)))
                    .isInstanceOfSatisfying(
                            JukeException.class,
                            e -> assertThat(e.hint()).isEqualTo("choose one from " + first + " up"))
                    .hasMessageStartingWith("port 80 of the host cannot be published");
        }
    }

    @Test
    void anAddressThatIsNotOfThisHostIsRefused() {
        try (HostPorts ports = new HostPorts()) {
            // TEST-NET-1 (RFC 5737).
            assertThatThrownBy(() -> ports.claim(new Forward("tcp", "192.0.2.1", 0, 80)))
                    .hasMessageContaining("192.0.2.1:0/tcp cannot be published");
        }
    }
}
