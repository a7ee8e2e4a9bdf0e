/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who owns what is found in a network namespace. */
class HandOverTest {
    private static final String ETH0 =
            "{\"ifname\":\"eth0\",\"flags\":[\"UP\"],\"mtu\":1500,\"link_type\":\"ether\",\"address\":\"02:00:00:00:00:01\","
                    + "\"addr_info\":[{\"family\":\"inet\",\"local\":\"10.0.0.2\",\"prefixlen\":24,\"scope\":\"global\"}]}";

    private static HandOver plan(String tap, String flags, String container) {
        String link = tap.isEmpty()
                ? ""
                : ",{\"ifname\":\"" + tap + "\",\"flags\":[" + flags + "],\"link_type\":\"ether\",\"mtu\":1500}";
        return HandOver.plan(NetworkFacts.parse("[" + ETH0 + link + "]\n[]", "test"), container, 65534, List.of());
    }

    @Test
    void aFreshNamespaceNeedsNoCleaning() {
        HandOver handOver = plan("", "", "c1");
        assertThat(handOver.tcStale()).isEmpty();
        assertThat(handOver.ipUp()).startsWith("tuntap add dev " + HandOver.tapName("c1", 0));
    }

    @Test
    void aNamespaceThatAnotherGuestHasIsRefused() {
        String tap = HandOver.tapName("other", 0);
        assertThatThrownBy(() -> plan(tap, "\"UP\",\"LOWER_UP\"", "c1"))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("another guest has this network namespace already (tap " + tap + ")");
    }

    @Test
    void whatAnotherGuestLeftIsRemoved() {
        String tap = HandOver.tapName("other", 0);
        HandOver handOver = plan(tap, "\"NO-CARRIER\",\"UP\"", "c1");
        assertThat(handOver.ipUp()).startsWith("link del " + tap + "\ntuntap add dev " + HandOver.tapName("c1", 0));
        assertThat(handOver.tcStale()).isEqualTo("qdisc del dev eth0 ingress\n");
    }

    @Test
    void ourOwnTapIsRemovedWhoeverHoldsIt() {
        String tap = HandOver.tapName("c1", 0);
        assertThat(plan(tap, "\"UP\",\"LOWER_UP\"", "c1").ipUp())
                .startsWith("link del " + tap + "\ntuntap add dev " + tap);
    }

    @Test
    void aNameThatOnlyLooksLikeATapIsLeftAlone() {
        assertThat(plan("jk-bridge", "\"UP\",\"LOWER_UP\"", "c1").ipUp()).doesNotContain("jk-bridge");
    }
}
