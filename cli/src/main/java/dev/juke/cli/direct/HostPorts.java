/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.machine.Machine.Nic.User.Forward;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports of this host, held while a container is made: what is taken already is told before anything exists, and two requests for any
 * free port get two. The monitor binds them anew a moment later, and says itself when it was too late.
 */
public final class HostPorts implements AutoCloseable {
    private static final Path FIRST_UNPRIVILEGED = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");

    private final List<Closeable> sockets = new ArrayList<>();

    /** Holds none yet. */
    public HostPorts() {}

    /** Holds the host's port of a forward, and the same forward, with the port that was chosen when it asked for any (0). */
    public Forward claim(Forward wanted) {
        checkPrivilege(wanted);
        try {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getByAddress(bytes(wanted.hostAddress())), wanted.hostPort());
            InetSocketAddress bound = wanted.protocol().equals("udp") ? bindUdp(address) : bindTcp(address);
            return new Forward(wanted.protocol(), wanted.hostAddress(), bound.getPort(), wanted.guestPort());
        } catch (IOException e) {
            throw new JukeException(
                    JukeException.Category.CONFLICT,
                    "port " + wanted.hostAddress() + ":" + wanted.hostPort() + "/" + wanted.protocol()
                            + " cannot be published: " + IoFailure.reason(e),
                    "choose another port or address, or end who listens there (ss -lntup)",
                    e);
        }
    }

    /** IPv4 only: a socket for both families would clash with one that does not disturb QEMU's. */
    private InetSocketAddress bindTcp(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.INET);
        sockets.add(channel);
        return (InetSocketAddress) channel.bind(address).getLocalAddress();
    }

    private InetSocketAddress bindUdp(InetSocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        sockets.add(channel);
        return (InetSocketAddress) channel.bind(address).getLocalAddress();
    }

    /** The monitor has no privilege, whoever calls (ip(7), ip_unprivileged_port_start). */
    private static void checkPrivilege(Forward wanted) {
        int first = firstUnprivileged();
        if (wanted.hostPort() != 0 && wanted.hostPort() < first) {
            throw JukeException.host(
                    "port " + wanted.hostPort()
                            + " of the host cannot be published: QEMU runs without privileges, and ports below " + first
                            + " need some",
                    "choose one from " + first + " up");
        }
    }

    private static int firstUnprivileged() {
        // In one read: the kernel gives a number of /proc/sys whole or, to who begins with a smaller read, only its
        // first digits.
        byte[] digits = new byte[32];
        try (InputStream in = Files.newInputStream(FIRST_UNPRIVILEGED)) {
            int length = in.read(digits);
            return Integer.parseInt(new String(digits, 0, Math.max(length, 0), StandardCharsets.US_ASCII).strip());
        } catch (IOException | NumberFormatException e) {
            // A kernel without the setting has the classic limit.
            return 1024;
        }
    }

    private static byte[] bytes(String dotted) {
        byte[] bytes = new byte[4];
        String[] parts = dotted.split("\\.", -1);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return bytes;
    }

    @Override
    public void close() {
        for (Closeable socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw IoFailure.of("a socket cannot be closed", e);
            }
        }
        sockets.clear();
    }
}
