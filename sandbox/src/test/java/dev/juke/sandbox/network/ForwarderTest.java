/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.machine.Machine;
import dev.juke.unikernel.guest.NetworkIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a guest finds a resolver that it cannot reach. */
class ForwarderTest {
    private final List<String> warnings = new ArrayList<>();

    private static NetworkIdentity nic(String address, int prefix, @Nullable String gateway) {
        return new NetworkIdentity(new Machine.Nic.Tap("jk0-x", "02:00:00:00:00:01", 1500), address, prefix, gateway);
    }

    private @Nullable Forwarder plan(List<String> nameServers, NetworkIdentity... nics) {
        return Forwarder.plan(nameServers, List.of(nics), "c1", warnings);
    }

    private String address(List<String> nameServers, NetworkIdentity... nics) {
        return Objects.requireNonNull(plan(nameServers, nics)).address();
    }

    @Test
    void aResolverThatTheGuestReachesByItselfNeedsNone() {
        assertThat(plan(List.of("10.0.0.1", "8.8.8.8"), nic("10.0.0.2", 24, "10.0.0.1")))
                .isNull();
        assertThat(plan(List.of(), nic("10.0.0.2", 24, "10.0.0.1"))).isNull();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aGuestWithoutANetworkNeedsNone() {
        assertThat(plan(List.of("127.0.0.11"))).isNull();
        assertThat(warnings).isEmpty();
    }

    @Test
    void theUsualAddressIsBeyondEverySubnet() {
        assertThat(address(List.of("127.0.0.11"), nic("172.18.0.2", 16, "172.18.0.1")))
                .isEqualTo("169.254.0.53");
        assertThat(address(List.of("127.0.0.53"), nic("10.0.0.2", 24, null), nic("10.1.0.2", 24, "10.1.0.1")))
                .isEqualTo("169.254.0.53");
    }

    @Test
    void withoutADefaultRouteItIsTheSubnetsHighestAddressThatIsFree() {
        assertThat(address(List.of("127.0.0.11"), nic("172.18.0.2", 16, null))).isEqualTo("172.18.255.254");
        assertThat(address(List.of("127.0.0.11", "10.0.0.253"), nic("10.0.0.254", 24, null)))
                .isEqualTo("10.0.0.252");
        assertThat(address(List.of("127.0.0.11"), nic("10.0.0.1", 30, null), nic("10.1.0.2", 24, null)))
                .isEqualTo("10.1.0.254");
        assertThat(warnings).isEmpty();
    }

    @Test
    void theUsualAddressIsNotTakenFromANetworkThatHasIt() {
        assertThat(address(List.of("127.0.0.11"), nic("169.254.9.9", 16, "169.254.255.254")))
                .isEqualTo("169.254.255.253");
        assertThat(address(List.of("127.0.0.11", "169.254.0.53"), nic("10.0.0.2", 24, "10.0.0.254")))
                .isEqualTo("10.0.0.253");
    }

    @Test
    void whereNoAddressIsFreeTheGuestHasNoResolverAndAWarningSaysSo() {
        assertThat(plan(List.of("127.0.0.11"), nic("10.0.0.2", 31, null))).isNull();
        assertThat(warnings).singleElement().asString().contains("does not get the resolver 127.0.0.11");
        assertThat(Forwarder.reachable(List.of("127.0.0.11", "10.1.1.1"), null)).containsExactly("10.1.1.1");
    }

    @Test
    void ofSeveralOnTheLoopbackNetTheFirstIsTakenInItsPlace() {
        List<String> servers = List.of("10.1.1.1", "127.0.0.53", "127.0.0.11", "127.0.0.53", "10.1.1.2");
        Forwarder forwarder = plan(servers, nic("10.0.0.2", 24, "10.0.0.1"));
        assertThat(Forwarder.reachable(servers, forwarder))
                .containsExactly("10.1.1.1", "169.254.0.53", "169.254.0.53", "10.1.1.2");
        assertThat(warnings)
                .containsExactly(
                        "the guest does not get the resolver 127.0.0.11: of those on the loopback net only the first, "
                                + "127.0.0.53");
    }
}
