/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import dev.juke.base.JukeException;
import dev.juke.machine.Machine.Nic.User.Forward;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@code --publish} says, by Docker's grammar: {@code [[ADDRESS:][HOST]:]GUEST[/tcp|/udp]}, each port perhaps a range. */
final class PortMapping {
    private static final String ANY_ADDRESS = "0.0.0.0";
    private static final int HIGHEST = 65535;

    private PortMapping() {}

    /** The forwards of one mapping; a host port of 0 means any that is free. */
    static List<Forward> parse(String text) {
        int slash = text.indexOf('/');
        String protocol = slash < 0 ? "tcp" : text.substring(slash + 1);
        if (!protocol.equals("tcp") && !protocol.equals("udp")) {
            throw wrong(text, "its protocol is '" + protocol + "'", "use tcp or udp");
        }
        if (text.startsWith("[")) {
            throw wrong(text, "QEMU's user network publishes on IPv4 addresses only", "give an IPv4 address, or none");
        }
        String[] parts = (slash < 0 ? text : text.substring(0, slash)).split(":", -1);
        if (parts.length > 3) {
            throw wrong(text, "it has too many colons", "write [ADDRESS:]HOST:GUEST[/udp]");
        }
        String guest = parts[parts.length - 1];
        String host = parts.length > 1 ? parts[parts.length - 2] : "";
        String address = parts.length > 2 && !parts[0].isEmpty() ? address(text, parts[0]) : ANY_ADDRESS;
        Range guests = Range.parse(text, guest);
        Range hosts = host.isEmpty() ? new Range(0, 0) : Range.parse(text, host);
        if (guests.first() == 0) {
            throw wrong(text, "the guest's port is 0", "name the port that the guest listens on");
        }
        boolean any = hosts.first() == 0 && hosts.last() == 0;
        if (!any && hosts.size() != guests.size()) {
            throw wrong(text, "the two ranges differ in length", "give as many ports of the host as of the guest");
        }
        List<Forward> forwards = new ArrayList<>(guests.size());
        for (int i = 0; i < guests.size(); i++) {
            forwards.add(new Forward(protocol, address, any ? 0 : hosts.first() + i, guests.first() + i));
        }
        return forwards;
    }

    /** An address as four numbers: a name would have to be looked up, and Docker takes none either. */
    private static String address(String text, String address) {
        String[] numbers = address.split("\\.", -1);
        boolean good = numbers.length == 4;
        for (String number : numbers) {
            good &= !number.isEmpty() && number.length() <= 3 && isNumber(number) && Integer.parseInt(number) <= 255;
        }
        if (!good) {
            throw wrong(text, "'" + address + "' is no IPv4 address", "write it as 127.0.0.1");
        }
        return address;
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static JukeException wrong(String text, String why, String hint) {
        return JukeException.usage("'" + text + "' cannot be published: " + why, hint);
    }

    private record Range(int first, int last) {
        int size() {
            return last - first + 1;
        }

        static Range parse(String text, String range) {
            int dash = range.indexOf('-');
            int first = port(text, dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : port(text, range.substring(dash + 1));
            if (last < first) {
                throw wrong(text, "the range " + range + " is empty", "write the smaller port first");
            }
            return new Range(first, last);
        }

        private static int port(String text, String port) {
            if (!isNumber(port) || port.length() > 5 || Integer.parseInt(port) > HIGHEST) {
                throw wrong(text, "'" + port + "' is no port", "write [ADDRESS:]HOST:GUEST[/udp], ports up to 65535");
            }
            return Integer.parseInt(port);
        }
    }
}
