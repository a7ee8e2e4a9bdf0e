/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.network;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.base.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace as iproute2 shows it.
 *
 * @param links its interfaces, in the kernel's order
 * @param lost what of it a guest cannot be told, one sentence each
 */
public record NetworkFacts(List<Link> links, List<String> lost) {
    /** What stands for a namespace with nothing but lo, however its loopback is: {@code juke-runtime} writes the same. */
    public static final String LONELY = "[]\n[]";

    private static final String NAME = "\"ifname\"";

    /** Whether iproute2's words are of a namespace that has lo alone. */
    public static boolean isLonely(String text) {
        return text.contains(NAME + ":\"lo\"") && text.indexOf(NAME) == text.lastIndexOf(NAME);
    }

    /**
     * An interface.
     *
     * @param name its name
     * @param mac its link-layer address
     * @param ethernet whether it is an Ethernet device (not loopback, not a tun)
     * @param carrier whether somebody is at its other end; a tap has none when no monitor holds it
     * @param mtu bytes
     * @param address its first global IPv4 address, or null
     * @param prefixLength of that address
     * @param gateway the next hop of the IPv4 default route through it, or null
     * @param hasGlobalIpv6 whether it has an IPv6 address that is not link-local
     */
    public record Link(
            String name,
            String mac,
            boolean ethernet,
            boolean carrier,
            int mtu,
            @Nullable String address,
            int prefixLength,
            @Nullable String gateway,
            boolean hasGlobalIpv6) {}

    /**
     * Reads the output of {@code ip -j addr show; ip -j -4 route show}: two JSON lists, each on a line of its own.
     *
     * @param where for messages
     */
    public static NetworkFacts parse(String text, String where) {
        int end = text.indexOf('\n');
        String addresses = end < 0 ? text : text.substring(0, end);
        String routes = end < 0 ? "" : text.substring(end + 1).strip();
        List<JsonObject> defaults = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        for (JsonObject route : list(routes, where)) {
            if ("default".equals(route.text("dst"))) {
                defaults.add(route);
            } else if (route.text("gateway") != null) {
                lost.add("the guest does not get the route to " + route.text("dst", "") + " by "
                        + route.text("gateway", ""));
            }
        }
        List<Link> links = new ArrayList<>();
        for (JsonObject link : list(addresses, where)) {
            if (link.text("ifname") != null) {
                links.add(link(link, defaults, lost));
            }
        }
        return new NetworkFacts(links, lost);
    }

    private static Link link(JsonObject link, List<JsonObject> defaults, List<String> lost) {
        String name = link.text("ifname", "");
        String address = null;
        long prefix = 0;
        boolean ipv6 = false;
        for (JsonObject info : link.objects("addr_info")) {
            String family = info.text("family", "");
            boolean global = "global".equals(info.text("scope"));
            if (family.equals("inet") && global && address != null) {
                lost.add("the guest does not get the second address " + info.text("local", "") + " of " + name);
            } else if (family.equals("inet") && global) {
                address = info.text("local");
                Long length = info.integer("prefixlen");
                prefix = length == null ? 32 : length;
            }
            ipv6 |= family.equals("inet6") && global;
        }
        String gateway = null;
        for (JsonObject route : defaults) {
            if (gateway == null && name.equals(route.text("dev"))) {
                gateway = route.text("gateway");
            }
        }
        Long mtu = link.integer("mtu");
        return new Link(
                name,
                link.text("address", ""),
                "ether".equals(link.text("link_type")),
                link.texts("flags").contains("LOWER_UP"),
                mtu == null ? 1500 : mtu.intValue(),
                address,
                (int) prefix,
                gateway,
                ipv6);
    }

    private static List<JsonObject> list(String text, String where) {
        List<JsonObject> objects = new ArrayList<>();
        if (text.isBlank()) {
            return objects;
        }
        JsonValue value = Json.parse(text.getBytes(StandardCharsets.UTF_8), where);
        if (!(value instanceof JsonArray array)) {
            throw JukeException.host(where + " is not what iproute2 prints", "check the version of iproute2");
        }
        for (JsonValue element : array) {
            if (element instanceof JsonObject object) {
                objects.add(object);
            }
        }
        return objects;
    }
}
