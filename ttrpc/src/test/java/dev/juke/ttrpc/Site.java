/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server on a UNIX socket of its own, with methods that tests need, and ways to reach it. */
final class Site implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(20);

    /** Lines that the server logged. */
    final List<String> log = new CopyOnWriteArrayList<>();

    /** What happened inside the methods, in order. */
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    /** Lets {@code S/Hold} end. */
    final CountDownLatch release = new CountDownLatch(1);

    final Path socket;
    final Server server;

    Site() throws IOException {
        this(Map.of());
    }

    Site(Map<String, StreamMethod> streams) throws IOException {
        socket = Files.createTempDirectory("ttrpc").resolve("s");
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.bind(UnixDomainSocketAddress.of(socket));
        Map<String, Method> methods = Map.of(
                "S/Echo", (_, payload) -> payload, //
                "S/Hold", (_, payload) -> hold(payload),
                "S/Stubborn", (_, payload) -> stubborn(payload),
                "S/Missing",
                        (_, _) -> {
                            throw new StatusException(Code.NOT_FOUND, "no such task");
                        },
                "S/Broken",
                        (_, _) -> {
                            throw new IOException("the disk is full");
                        },
                "S/Silent",
                        (_, _) -> {
                            throw new IllegalStateException();
                        },
                "S/Error",
                        (_, _) -> {
                            throw new AssertionError("impossible");
                        },
                "S/Big", (_, payload) -> big(payload));
        server = new Server(listening, methods, streams, log::add);
        server.start();
    }

    /** An answer of as many bytes as the payload says. */
    private byte[] big(byte[] payload) {
        events.add("big");
        return new byte[Integer.parseInt(new String(payload, StandardCharsets.UTF_8))];
    }

    private byte[] hold(byte[] payload) throws InterruptedException {
        events.add("begun");
        try {
            release.await();
            return payload;
        } catch (InterruptedException e) {
            events.add("interrupted");
            throw e;
        }
    }

    /** Does not heed an interrupt. */
    private byte[] stubborn(byte[] payload) {
        while (release.getCount() > 0) {
            try {
                release.await();
            } catch (InterruptedException e) {
                events.add("interrupted");
            }
        }
        return payload;
    }

    Client client() throws IOException {
        return Client.connect(socket, SOON);
    }

    Wire wire() throws IOException {
        return Wire.connect(socket);
    }

    /** Waits for that event. */
    void awaitEvent(String event) throws InterruptedException {
        assertThat(events.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(event);
    }

    /** Waits until that many clients are connected. */
    void awaitConnections(int number) throws InterruptedException {
        long since = System.nanoTime();
        while (server.connections() != number) {
            assertThat(System.nanoTime() - since)
                    .as("%d clients", server.connections())
                    .isLessThan(SOON.toNanos());
            Thread.sleep(1);
        }
    }

    @Override
    public void close() throws IOException {
        release.countDown();
        server.close();
        Files.deleteIfExists(socket);
        Files.deleteIfExists(socket.resolveSibling(""));
    }
}
