/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The name servers of a resolv.conf (resolv.conf(5)). */
public final class Resolvers {
    private Resolvers() {}

    /** Reads the IPv4 addresses, in their order. */
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
                String server = text.substring("nameserver".length()).strip().replace('\t', ' ');
                int end = server.indexOf(' ');
                server = end < 0 ? server : server.substring(0, end);
                if (isAddress(server)) {
                    servers.add(server);
                }
            }
        }
        return servers;
    }

    /** Whether the text is a dotted IPv4 address: it goes to a guest's command line as it is. */
    private static boolean isAddress(String text) {
        int numbers = 0;
        for (String number : text.split("\\.", -1)) {
            boolean digits = !number.isEmpty() && number.length() <= 3;
            for (int i = 0; i < number.length(); i++) {
                digits &= number.charAt(i) >= '0' && number.charAt(i) <= '9';
            }
            if (!digits || Integer.parseInt(number) > 255) {
                return false;
            }
            numbers++;
        }
        return numbers == 4;
    }
}
