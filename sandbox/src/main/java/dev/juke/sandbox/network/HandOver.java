/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.network;

import dev.juke.base.JukeException;
import dev.juke.machine.Machine;
import dev.juke.unikernel.guest.NetworkIdentity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The network hand-over: for each Ethernet interface with an address a tap for the guest, and all that arrives at one of the two
 * is redirected to the other by tc, so that the guest owns the container's IP and MAC. Commands are for iproute2's batch mode,
 * run inside the namespace.
 *
 * @param identities what the guest gets, in order
 * @param nameServers IPv4 addresses of the guest's resolvers
 * @param forwarder what reaches one of them for the guest, or null
 * @param ipUp {@code ip -batch} lines that make the taps
 * @param tcUp {@code tc -batch} lines that redirect
 * @param tcStale {@code tc -batch} lines to run first, whose failures mean nothing: what a container that was killed before its delete left
 * @param ipDown {@code ip -batch} lines that undo it
 * @param tcDown {@code tc -batch} lines that undo it
 * @param warnings what the guest does not get, one sentence each
 */
public record HandOver(
        List<NetworkIdentity> identities,
        List<String> nameServers,
        @Nullable Forwarder forwarder,
        String ipUp,
        String tcUp,
        String tcStale,
        String ipDown,
        String tcDown,
        List<String> warnings) {

    /** What every tap's name begins with; an interface with such a name is never handed over. */
    private static final String TAP_PREFIX = "jk";

    private static final int LEAST_IPV6_MTU = 1280;

    /** A u32 filter that matches every packet: kernels without matchall have it too (tc-u32(8)). */
    private static final String REDIRECT =
            " parent ffff: protocol all u32 match u8 0 0 action mirred egress redirect dev ";

    /**
     * Plans the hand-over.
     *
     * @param owner the uid, as the host counts, that may open the taps
     * @param nameServers IPv4 addresses of the container's resolvers
     */
    public static HandOver plan(NetworkFacts facts, String containerId, long owner, List<String> nameServers) {
        List<NetworkIdentity> identities = new ArrayList<>();
        List<NetworkFacts.Link> links = new ArrayList<>();
        List<String> warnings = new ArrayList<>(facts.lost());
        List<String> stale = staleTaps(facts, containerId);
        StringBuilder ipUp = new StringBuilder();
        StringBuilder tcUp = new StringBuilder();
        StringBuilder tcStale = new StringBuilder();
        StringBuilder ipDown = new StringBuilder();
        StringBuilder tcDown = new StringBuilder();
        for (String tap : stale) {
            ipUp.append("link del ").append(tap).append('\n');
        }
        for (NetworkFacts.Link link : facts.links()) {
            if (link.name().equals("lo") || isTap(link.name())) {
                continue;
            }
            if (link.hasGlobalIpv6()) {
                warnings.add("interface " + link.name() + " has an IPv6 address, which the guest does not get");
            }
            String address = link.address();
            if (address == null) {
                continue;
            }
            if (!link.ethernet()) {
                warnings.add("interface " + link.name() + " is no Ethernet device, so the guest does not get it");
                continue;
            }
            String tap = tapName(containerId, identities.size());
            if (!stale.isEmpty()) {
                tcStale.append("qdisc del dev ").append(link.name()).append(" ingress\n");
            }
            tap(ipUp, ipDown, tap, owner, link.mtu());
            tcUp.append("qdisc add dev ").append(link.name()).append(" ingress\n");
            tcUp.append("qdisc add dev ").append(tap).append(" ingress\n");
            tcUp.append("filter add dev ")
                    .append(link.name())
                    .append(REDIRECT)
                    .append(tap)
                    .append('\n');
            tcUp.append("filter add dev ")
                    .append(tap)
                    .append(REDIRECT)
                    .append(link.name())
                    .append('\n');
            tcDown.append("qdisc del dev ").append(link.name()).append(" ingress\n");
            links.add(link);
            identities.add(new NetworkIdentity(
                    new Machine.Nic.Tap(tap, link.mac(), link.mtu()), address, link.prefixLength(), link.gateway()));
        }
        Forwarder forwarder = Forwarder.plan(nameServers, identities, containerId, warnings);
        for (int i = 0; forwarder != null && i < links.size(); i++) {
            tap(ipUp, ipDown, forwarder.taps().get(i), owner, links.get(i).mtu());
            forwarder.connect(
                    links.get(i).name(),
                    tapName(containerId, i),
                    forwarder.taps().get(i),
                    tcUp);
        }
        return new HandOver(
                identities,
                Forwarder.reachable(nameServers, forwarder),
                forwarder,
                ipUp.toString(),
                tcUp.toString(),
                tcStale.toString(),
                ipDown.toString(),
                tcDown.toString(),
                warnings);
    }

    /** A tap with the MTU of the interface that it stands for. Below 1280 bytes there is no IPv6 to be kept quiet (RFC 8200, section 5). */
    private static void tap(StringBuilder ipUp, StringBuilder ipDown, String tap, long owner, int mtu) {
        ipUp.append("tuntap add dev ").append(tap).append(" mode tap user ").append(owner);
        ipUp.append("\nlink set dev ").append(tap).append(" mtu ").append(mtu);
        ipUp.append(mtu < LEAST_IPV6_MTU ? " up\n" : " addrgenmode none up\n");
        ipDown.append("link del ").append(tap).append('\n');
    }

    /**
     * Taps of containers that were killed before their delete: of this one, and of others whose monitor is gone. A tap that another monitor
     * holds means that the namespace, its address and its MAC are taken.
     */
    private static List<String> staleTaps(NetworkFacts facts, String containerId) {
        List<String> stale = new ArrayList<>();
        for (NetworkFacts.Link link : facts.links()) {
            String name = link.name();
            if (!isTap(name)) {
                continue;
            }
            boolean ours = name.substring(name.indexOf('-'))
                    .equals(tapName(containerId, 0).substring(3));
            if (!ours && link.carrier()) {
                throw JukeException.conflict(
                        "another guest has this network namespace already (tap " + name
                                + "), and two cannot share its address",
                        "give each a network of its own");
            }
            stale.add(name);
        }
        return stale;
    }

    /** Whether {@link #tapName} made that name. */
    private static boolean isTap(String name) {
        int dash = name.indexOf('-');
        if (!name.startsWith(TAP_PREFIX) || dash <= TAP_PREFIX.length()) {
            return false;
        }
        for (int i = TAP_PREFIX.length(); i < dash; i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /**
     * A name of at most 15 characters (IFNAMSIZ) that belongs to this container alone: several may share a namespace. The hash is
     * FNV-1a, 64 bits.
     */
    static String tapName(String containerId, int index) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < containerId.length(); i++) {
            hash = (hash ^ containerId.charAt(i)) * 0x100000001b3L;
        }
        String text = Long.toUnsignedString(hash, 36);
        return TAP_PREFIX + index + "-" + text.substring(0, Math.min(text.length(), 10));
    }
}
