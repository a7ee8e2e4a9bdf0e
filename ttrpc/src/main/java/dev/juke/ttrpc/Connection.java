/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.juke.shim.api.ttrpc.Request;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client of a server: the thread that reads its frames, and the calls that they started. */
final class Connection {
    /** How many calls one client may have running; containerd has a Wait for each process, and a few more. */
    static final int CALLS = 16_384;

    /** How many bytes of requests one client may have running: 8 MiB. */
    static final int BYTES = 2 * Frame.MAX;

    /** What a server offers, by {@code service/method}. */
    record Offer(Map<String, Method> methods, Map<String, StreamMethod> streams) {}

    private final SocketChannel channel;
    private final Offer offer;
    private final ScheduledExecutorService timers;
    private final Consumer<String> log;
    private final Consumer<Connection> closed;
    private final Outbox outbox;
    private final Semaphore running = new Semaphore(CALLS);
    private final Semaphore bytes = new Semaphore(BYTES);
    private final Map<Integer, Call> calls = new ConcurrentHashMap<>();
    private final Map<Integer, Exchange> exchanges = new ConcurrentHashMap<>();
    private int lastStream;

    Connection(
            SocketChannel channel,
            Offer offer,
            ScheduledExecutorService timers,
            Consumer<String> log,
            Consumer<Connection> closed) {
        this.channel = channel;
        this.offer = offer;
        this.timers = timers;
        this.log = log;
        this.closed = closed;
        this.outbox = new Outbox(channel);
    }

    void start() {
        outbox.start();
        Thread.ofVirtual().name("ttrpc-reader").start(this::read);
    }

    /** Lets the latch count when the answers that wait now are written. */
    void mark(CountDownLatch latch) {
        outbox.mark(latch);
    }

    /** Closes the connection; its reader, which notices, interrupts the calls. */
    void close() {
        outbox.close();
    }

    private void read() {
        try {
            InputStream in = Frame.input(channel);
            for (Frame frame = Frame.read(in); frame != null; frame = Frame.read(in)) {
                receive(frame);
            }
        } catch (EOFException e) {
            log.accept("a client left: " + e.getMessage());
        } catch (IOException | InterruptedException e) {
            // We closed the connection, or the client did before it read all its answers.
        } finally {
            close();
            calls.values().forEach(Call::abandon);
            exchanges.values().forEach(Exchange::close);
            closed.accept(this);
        }
    }

    private void receive(Frame frame) throws InterruptedException {
        if (frame.tooLong()) {
            refuse(frame, Code.RESOURCE_EXHAUSTED, frame.lengthError());
        } else if ((frame.stream() & 1) == 0) {
            refuse(frame, Code.INVALID_ARGUMENT, "the stream id is even; those of clients are odd");
        } else if (frame.type() == Frame.REQUEST) {
            request(frame);
        } else if (frame.type() == Frame.DATA) {
            data(frame);
        }
        // As containerd's servers do, we pass over types that only a later protocol knows.
    }

    private void request(Frame frame) throws InterruptedException {
        if (Integer.compareUnsigned(frame.stream(), lastStream) <= 0) {
            refuse(frame, Code.INVALID_ARGUMENT, "the stream id is not greater than the one before");
            return;
        }
        lastStream = frame.stream();
        Request request;
        try {
            request = Request.parseFrom(frame.data());
        } catch (InvalidProtocolBufferException e) {
            refuse(frame, Code.INVALID_ARGUMENT, "the request cannot be decoded: " + e.getMessage());
            return;
        }
        String name = request.getService() + "/" + request.getMethod();
        Method method = offer.methods().get(name);
        StreamMethod stream = offer.streams().get(name);
        if (method != null) {
            if (frame.has(Frame.REMOTE_OPEN)) {
                refuse(frame, Code.INVALID_ARGUMENT, name + " takes one message, not a stream");
            } else {
                byte[] payload = request.getPayload().toByteArray();
                start(frame, request, name, null, context -> method.call(context, payload));
            }
        } else if (stream != null) {
            Exchange exchange = new Exchange(frame.stream(), outbox, bytes);
            start(frame, request, name, exchange, context -> {
                // Before its answer goes out, lest a message come after that.
                try (exchange) {
                    return stream.call(context, exchange);
                }
            });
        } else {
            refuse(frame, Code.UNIMPLEMENTED, name + " is not offered here");
        }
    }

    @FunctionalInterface
    private interface Handler {
        byte @Nullable [] call(Context context) throws Exception;
    }

    private void start(Frame frame, Request request, String name, @Nullable Exchange exchange, Handler handler)
            throws InterruptedException {
        int size = frame.data().length;
        if (!running.tryAcquire()) {
            refuse(frame, Code.RESOURCE_EXHAUSTED, CALLS + " calls run on this connection already");
            return;
        }
        if (!bytes.tryAcquire(size)) {
            running.release();
            refuse(frame, Code.RESOURCE_EXHAUSTED, "the calls on this connection hold " + BYTES + " bytes already");
            return;
        }
        Integer stream = frame.stream();
        Context context = Context.of(request);
        Runnable ended = () -> {
            calls.remove(stream);
            if (exchange != null) {
                exchanges.remove(stream);
                exchange.close();
            }
            bytes.release(size);
            running.release();
        };
        Call call = new Call(stream, name, () -> handler.call(context), outbox, log, ended);
        calls.put(stream, call);
        if (exchange != null) {
            exchanges.put(stream, exchange);
            begin(exchange, call, frame, request);
        }
        call.start(request.getTimeoutNano(), timers);
    }

    /** Gives the stream what its request brought already. */
    private static void begin(Exchange exchange, Call call, Frame frame, Request request) throws InterruptedException {
        boolean open = frame.has(Frame.REMOTE_OPEN);
        // The request of a client that goes on may be its first message; an empty one says only that the stream begins.
        if (!open || !request.getPayload().isEmpty()) {
            arrive(exchange, call, request.getPayload().toByteArray());
        }
        if (!open) {
            exchange.complete();
        }
    }

    private void data(Frame frame) throws InterruptedException {
        Exchange exchange = exchanges.get(frame.stream());
        Call call = calls.get(frame.stream());
        if (exchange == null || call == null) {
            refuse(frame, Code.INVALID_ARGUMENT, "no stream of that id is open");
            return;
        }
        if (!frame.has(Frame.NO_DATA)) {
            arrive(exchange, call, frame.data());
        }
        if (frame.has(Frame.REMOTE_CLOSED)) {
            exchange.complete();
        }
    }

    private static void arrive(Exchange exchange, Call call, byte[] message) throws InterruptedException {
        try {
            exchange.arrive(message);
        } catch (StatusException e) {
            call.stop(e.code(), e.getMessage());
        }
    }

    private void refuse(Frame frame, Code code, String message) throws InterruptedException {
        outbox.put(Frame.failure(frame.stream(), code, message));
    }
}
