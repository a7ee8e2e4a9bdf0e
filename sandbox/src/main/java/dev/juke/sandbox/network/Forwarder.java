/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.network;

import dev.juke.sandbox.LaunchFile;
import dev.juke.unikernel.guest.NetworkIdentity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A resolver on the loopback net of the container's namespace, such as Docker's 127.0.0.11. No packet of a guest gets there, so the guest
 * is told another address. What it sends to that goes to a tap of {@code juke-init}, one beside each of the guest's own, and
 * {@code juke-init}, which lives in the namespace, asks the resolver.
 *
 * @param server IPv4 address of the resolver, dotted
 * @param address IPv4 address under which the guest finds it, dotted
 * @param taps the taps of {@code juke-init}, in the order of the guest's
 */
public record Forwarder(String server, String address, List<String> taps) {
    /** 169.254.0.53. Link-local addresses are never routed, and of these 256 no host may take one (RFC 3927, section 2.1). */
    private static final int USUAL = 169 << 24 | 254 << 16 | 53;

    /** Below this length a subnet is no container's; above the other length so few hosts fit that the highest one may well exist. */
    private static final int SHORTEST_PREFIX = 8;

    private static final int LONGEST_PREFIX = 29;

    /** Whether a guest needs help to reach that name server. */
    static boolean isFor(String nameServer) {
        return nameServer.startsWith("127.");
    }

    /** Plans for the first name server that needs it; null when none does, or nothing can be done, of which a warning is left. */
    static @Nullable Forwarder plan(
            List<String> nameServers, List<NetworkIdentity> identities, String containerId, List<String> warnings) {
        String server = null;
        for (String candidate : nameServers) {
            if (isFor(candidate) && server == null) {
                server = candidate;
            } else if (isFor(candidate) && !candidate.equals(server)) {
                warnings.add("the guest does not get the resolver " + candidate
                        + ": of those on the loopback net only the first, " + server);
            }
        }
        if (server == null || identities.isEmpty()) {
            return null;
        }
        String address = freeAddress(nameServers, identities);
        if (address == null) {
            warnings.add("the guest does not get the resolver " + server
                    + ": it has no default route, and its subnet is too small for an address of the resolver's");
            return null;
        }
        List<String> taps = new ArrayList<>();
        for (int i = 0; i < identities.size(); i++) {
            taps.add(HandOver.tapName(containerId, identities.size() + i));
        }
        return new Forwarder(server, address, taps);
    }

    /** The name servers as the guest knows them. */
    static List<String> reachable(List<String> nameServers, @Nullable Forwarder forwarder) {
        List<String> reachable = new ArrayList<>();
        for (String server : nameServers) {
            if (!isFor(server)) {
                reachable.add(server);
            } else if (forwarder != null && server.equals(forwarder.server)) {
                reachable.add(forwarder.address);
            }
        }
        return reachable;
    }

    /**
     * Adds the commands for one of the guest's interfaces.
     *
     * @param link the container's interface
     * @param guest the guest's tap
     * @param own the tap of juke-init beside it
     */
    void connect(String link, String guest, String own, StringBuilder tcUp) {
        tcUp.append("qdisc add dev ").append(own).append(" ingress\n");
        filter(tcUp, own, "protocol all u32 match u8 0 0", "redirect", guest);
        // Whatever it is, nothing for this address leaves the sandbox. At 24: the address that ARP asks for (RFC 826).
        filter(tcUp, guest, "protocol ip prio 1 u32 match ip dst " + address + "/32", "redirect", own);
        String hex = "0x" + Integer.toHexString(number(address));
        filter(tcUp, guest, "protocol arp prio 2 u32 match u32 " + hex + " 0xffffffff at 24", "redirect", own);
        // The resolver may have to ask others in turn, from the container's own address (Docker's does): their answers
        // are for the
        // namespace as well as for the guest, and so is what ARP says of the way to them.
        filter(tcUp, link, "protocol arp prio 1 u32 match u8 0 0", "mirror", guest);
        filter(
                tcUp,
                link,
                "protocol ip prio 2 u32 match ip protocol 17 0xff match ip sport 53 0xffff",
                "mirror",
                guest);
    }

    private static void filter(StringBuilder tcUp, String from, String match, String how, String to) {
        tcUp.append("filter add dev ").append(from).append(" parent ffff: ").append(match);
        tcUp.append(" action mirred egress ")
                .append(how)
                .append(" dev ")
                .append(to)
                .append('\n');
    }

    /** Adds what juke-init is to know. */
    public void describe(LaunchFile launch) {
        launch.put("dns-server", server).put("dns-address", address).putAll("dns-tap", taps);
    }

    /**
     * An address that the guest sends to and that nobody needs. One beyond its subnets does if there is a default route; else the highest
     * host address of a subnet, where allocators arrive last.
     */
    private static @Nullable String freeAddress(List<String> nameServers, List<NetworkIdentity> identities) {
        boolean routed = false;
        boolean within = false;
        List<String> taken = new ArrayList<>(nameServers);
        for (NetworkIdentity identity : identities) {
            String gateway = identity.gateway();
            if (gateway != null) {
                routed = true;
                taken.add(gateway);
            }
            taken.add(identity.address());
            int mask = number(identity.mask());
            within |= (USUAL & mask) == (number(identity.address()) & mask);
        }
        if (routed && !within && !taken.contains(text(USUAL))) {
            return text(USUAL);
        }
        for (NetworkIdentity identity : identities) {
            if (identity.prefixLength() >= SHORTEST_PREFIX && identity.prefixLength() <= LONGEST_PREFIX) {
                int highest = (number(identity.address()) | ~number(identity.mask())) - 1;
                while (taken.contains(text(highest))) {
                    highest--;
                }
                return text(highest);
            }
        }
        return null;
    }

    private static int number(String dotted) {
        int number = 0;
        for (String part : dotted.split("\\.", -1)) {
            number = number << 8 | Integer.parseInt(part);
        }
        return number;
    }

    private static String text(int number) {
        return (number >>> 24) + "." + (number >>> 16 & 255) + "." + (number >>> 8 & 255) + "." + (number & 255);
    }
}
