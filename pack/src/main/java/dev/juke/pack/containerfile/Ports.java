/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import dev.juke.pack.containerfile.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What EXPOSE takes: {@code 80}, {@code 80/udp}, {@code 8000-8010/tcp}. */
final class Ports {
    private static final int LAST = 65535;
    private static final Pattern FORM = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/(tcp|udp|sctp))?");

    private Ports() {}

    /** The single ports of a text, {@code 80/tcp}; {@code where} is the word that it comes from. */
    static List<String> of(String text, Word where) {
        // Docker takes what docker run -p takes, and forgets all but the container's own port.
        String port = text.substring(text.lastIndexOf(':') + 1).toLowerCase(Locale.ROOT);
        Matcher matcher = FORM.matcher(port);
        int first = matcher.matches() ? Integer.parseInt(matcher.group(1)) : LAST + 1;
        int last = matcher.matches() && matcher.group(2) != null ? Integer.parseInt(matcher.group(2)) : first;
        if (last > LAST || first > last || first == 0) {
            throw where.wrong(
                    "'" + text + "' is no port",
                    "write PORT, PORT-PORT or PORT/PROTOCOL (tcp, udp, sctp), at most " + LAST);
        }
        String protocol = matcher.group(3) == null ? "tcp" : matcher.group(3);
        List<String> ports = new ArrayList<>();
        for (int number = first; number <= last; number++) {
            ports.add(number + "/" + protocol);
        }
        return ports;
    }
}
