/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The name servers of a resolv.conf (resolv.conf(5)) that a guest can reach. */
public final class Resolvers {
    private Resolvers() {}

    /**
     * Reads IPv4 name servers. Those on the loopback net (Docker's 127.0.0.11) listen in the container's namespace only, where the
     * guest does not live, and are left out.
     */
    public static List<String> read(Path file) {
        List<String> servers = new ArrayList<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            // No resolv.conf means no name servers, as for any program.
            return servers;
        }
        for (String line : lines) {
            String text = line.strip();
            if (text.startsWith("nameserver ") || text.startsWith("nameserver\t")) {
                String server = text.substring("nameserver".length()).strip();
                if (server.indexOf(':') < 0 && !server.startsWith("127.") && !server.isEmpty()) {
                    servers.add(server);
                }
            }
        }
        return servers;
    }
}
