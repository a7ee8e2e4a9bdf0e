/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that the environment names, as curl and Go's programs read it: {@code https_proxy}, {@code http_proxy} and
 * {@code no_proxy} (host names, domains, addresses, {@code *}; in capitals, too). This machine itself is never asked through a proxy.
 */
final class Proxies extends ProxySelector {
    /** Where proxies listen when nobody says where. */
    private static final int DEFAULT_PORT = 80;

    private final Map<String, String> environment;
    private final List<String> without;

    private Proxies(Map<String, String> environment) {
        this.environment = environment;
        this.without = List.of(variable("no_proxy").split("[\\s,]+", -1));
    }

    static Proxies of(Map<String, String> environment) {
        Proxies proxies = new Proxies(environment);
        if (!proxies.variable("https_proxy").isEmpty()) {
            // The JDK refuses to tell a proxy a password when it asks for a tunnel; others do, and it is the user's own
            // wish.
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        }
        return proxies;
    }

    private String variable(String name) {
        String value = environment.get(name);
        return value == null ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : value;
    }

    private @Nullable URI proxy(URI target) {
        String host = String.valueOf(target.getHost());
        String text = variable("https".equals(target.getScheme()) ? "https_proxy" : "http_proxy");
        if (text.isEmpty() || Endpoint.isLoopback(host) || isExcepted(host, target.getPort())) {
            return null;
        }
        try {
            URI proxy = URI.create(text.contains("://") ? text : "http://" + text);
            if ("http".equals(proxy.getScheme()) && proxy.getHost() != null) {
                return proxy;
            }
        } catch (IllegalArgumentException e) {
            throw new JukeException(JukeException.Category.USAGE, bad(), "write http://HOST:PORT", e);
        }
        throw JukeException.usage(bad(), "write http://HOST:PORT");
    }

    private static String bad() {
        return "the environment (https_proxy, http_proxy) names a proxy that cannot be used";
    }

    private boolean isExcepted(String host, int port) {
        String lower = host.toLowerCase(Locale.ROOT);
        for (String entry : without) {
            String name = entry.toLowerCase(Locale.ROOT);
            String domain = name.startsWith("*.") ? name.substring(1) : name.startsWith(".") ? name : "." + name;
            boolean meant = name.equals("*")
                    || name.equals(lower)
                    || name.equals(lower + ":" + port)
                    || (!name.isEmpty() && lower.endsWith(domain));
            if (meant) {
                return true;
            }
        }
        return false;
    }

    /** What a proxy on the way there lets us in for, as {@code Basic} has it; empty for nothing. */
    String credentials(URI target) {
        URI proxy = proxy(target);
        String user = proxy == null ? null : proxy.getRawUserInfo();
        if (user == null) {
            return "";
        }
        String plain = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public List<Proxy> select(URI target) {
        URI proxy = proxy(target);
        if (proxy == null) {
            return List.of(Proxy.NO_PROXY);
        }
        int port = proxy.getPort() < 0 ? DEFAULT_PORT : proxy.getPort();
        return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port)));
    }

    @Override
    public void connectFailed(URI target, SocketAddress proxy, IOException e) {
        // There is only one to try, and the failure is told to whoever asked.
    }
}
