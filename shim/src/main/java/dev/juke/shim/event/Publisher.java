/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.event;

import com.google.protobuf.Any;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import dev.juke.shim.api.events.Envelope;
import dev.juke.shim.api.events.ForwardRequest;
import dev.juke.ttrpc.Client;
import dev.juke.ttrpc.Code;
import dev.juke.ttrpc.StatusException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to containerd, one after the other, in the order in which they were published. While containerd is away they wait: it may
 * be restarted, and asks for the state of every task then, but other listeners want to hear what happened.
 */
public final class Publisher implements AutoCloseable {
    private static final String SERVICE = "containerd.services.events.ttrpc.v1.Events";

    /** What waits at most; then the oldest is dropped, as a containerd that stays away so long has to ask anyway. */
    private static final int MOST = 4096;

    /** What says that containerd cannot now, not that it will not. */
    private static final Set<Code> PASSING =
            EnumSet.of(Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED, Code.CANCELLED, Code.RESOURCE_EXHAUSTED);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private final Path socket;
    private final String namespace;
    private final Consumer<String> log;
    private final Deque<Envelope> waiting = new ArrayDeque<>();
    private final Thread thread;
    private boolean closed;
    private @Nullable Client client;

    /**
     * Starts publishing.
     *
     * @param socket containerd's ttrpc socket: {@code TTRPC_ADDRESS} of its call to the shim
     * @param log takes a sentence about what could not be sent
     */
    public Publisher(Path socket, String namespace, Consumer<String> log) {
        this.socket = socket;
        this.namespace = namespace;
        this.log = log;
        this.thread = Thread.ofVirtual().name("events").start(this::send);
    }

    /** Publishes an event: returns at once. */
    public void publish(Topic topic, MessageLite event) {
        Envelope envelope = Envelope.newBuilder()
                .setTimestamp(timestamp(Instant.now()))
                .setNamespace(namespace)
                .setTopic(topic.path())
                .setEvent(Any.newBuilder().setTypeUrl(topic.type()).setValue(event.toByteString()))
                .build();
        synchronized (this) {
            if (waiting.size() == MOST) {
                log.accept(
                        "containerd is away: the event " + waiting.removeFirst().getTopic() + " is lost");
            }
            waiting.addLast(envelope);
            notifyAll();
        }
    }

    /** Stops; what waits is lost. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        thread.interrupt();
    }

    /** A time as protobuf has it. */
    public static Timestamp timestamp(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }

    private void send() {
        try {
            for (Envelope next = take(); next != null; next = take()) {
                boolean done = false;
                while (!done) {
                    done = forward(next);
                    if (!done) {
                        Thread.sleep(BETWEEN_TRIES);
                    }
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        } finally {
            disconnect();
        }
    }

    private synchronized @Nullable Envelope take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        if (closed) {
            return null;
        }
        return waiting.removeFirst();
    }

    /** Whether the event needs no more tries: it arrived, or containerd does not want it. */
    private boolean forward(Envelope envelope) {
        try {
            if (client == null) {
                client = Client.connect(socket, PATIENCE);
            }
            byte[] request =
                    ForwardRequest.newBuilder().setEnvelope(envelope).build().toByteArray();
            client.call(SERVICE, "Forward", request, Map.of("containerd-namespace-ttrpc", namespace), PATIENCE);
            return true;
        } catch (IOException e) {
            disconnect();
            return false;
        } catch (StatusException e) {
            disconnect();
            boolean refused = !PASSING.contains(e.code());
            if (refused) {
                log.accept("containerd refused the event " + envelope.getTopic() + ": " + e.getMessage());
            }
            return refused;
        } catch (RuntimeException e) {
            disconnect();
            log.accept("the event " + envelope.getTopic() + " cannot be sent: " + e);
            return true;
        }
    }

    private void disconnect() {
        if (client != null) {
            client.close();
            client = null;
        }
    }
}
