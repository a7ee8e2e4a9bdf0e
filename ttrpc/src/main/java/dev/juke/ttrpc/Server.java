/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Serves calls of ttrpc, each on a virtual thread of its own, so that one that waits is in nobody's way.
 *
 * <p>A method is interrupted when its call's deadline passes (the client is told at once) and when its client goes away.
 * Bounds of one client: 16384 calls that run, 8 MiB of requests that run, 8 MiB of answers that it does not read, 4 MiB a
 * message; what is beyond gets {@link Code#RESOURCE_EXHAUSTED}.
 */
public final class Server implements AutoCloseable {
    /** How long {@link #close} waits for clients to read the answers that are ready, in milliseconds. */
    private static final long FAREWELL = 1000;

    private final ServerSocketChannel listening;
    private final Connection.Offer offer;
    private final Consumer<String> log;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(
            1,
            Thread.ofVirtual().name("ttrpc-deadlines").factory(),
            // Only a server that is closed rejects, and its calls are being interrupted.
            new ThreadPoolExecutor.DiscardPolicy());

    /**
     * Makes a server of unary methods.
     *
     * @param listening a bound channel, which this server closes in the end
     * @param methods by {@code service/method}, for example {@code containerd.task.v2.Task/State}
     */
    public Server(ServerSocketChannel listening, Map<String, Method> methods) {
        this(listening, methods, Map.of(), _ -> {});
    }

    /**
     * Makes a server.
     *
     * @param listening a bound channel, which this server closes in the end
     * @param methods the unary methods by {@code service/method}
     * @param streams the others, likewise
     * @param log takes lines about broken connections and methods that failed unexpectedly, from any thread, and must not throw
     */
    public Server(
            ServerSocketChannel listening,
            Map<String, Method> methods,
            Map<String, StreamMethod> streams,
            Consumer<String> log) {
        this.listening = listening;
        this.offer = new Connection.Offer(Map.copyOf(methods), Map.copyOf(streams));
        this.log = log;
        timers.setRemoveOnCancelPolicy(true);
    }

    /** Begins to accept clients, and returns. */
    public void start() {
        Thread.ofVirtual().name("ttrpc-acceptor").start(this::accept);
    }

    /** Accepts no more clients, lets the others read for a second what is answered already, and leaves them. */
    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            log.accept("closing the socket failed: " + e.getMessage());
        }
        closed = true;
        List<Connection> last = List.copyOf(connections);
        CountDownLatch written = new CountDownLatch(last.size());
        last.forEach(connection -> connection.mark(written));
        try {
            if (!written.await(FAREWELL, TimeUnit.MILLISECONDS)) {
                log.accept("a client did not read its last answers");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(Connection::close);
        timers.shutdownNow();
    }

    /** How many clients are connected. */
    int connections() {
        return connections.size();
    }

    private void accept() {
        while (true) {
            try {
                SocketChannel channel = listening.accept();
                Connection connection = new Connection(channel, offer, timers, log, connections::remove);
                connections.add(connection);
                connection.start();
                if (closed) {
                    connection.close();
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // No descriptor is left, say: the next one may find one.
                log.accept("a client cannot be accepted: " + e.getMessage());
                if (!pause()) {
                    return;
                }
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(100);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
