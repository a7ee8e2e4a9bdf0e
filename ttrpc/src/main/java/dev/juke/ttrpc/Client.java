/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import com.google.protobuf.ByteString;
import dev.juke.shim.api.ttrpc.KeyValue;
import dev.juke.shim.api.ttrpc.Request;
import dev.juke.shim.api.ttrpc.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls unary methods of a server of ttrpc, any number at a time, from any threads. A client whose connection broke stays
 * broken: whoever needs another one connects again.
 */
public final class Client implements AutoCloseable {
    /** Beyond this a timeout counts as none: it is what the protocol's field can hold. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private static final long LAST_STREAM = 0xffff_ffffL;

    private final SocketChannel channel;
    private final Outbox outbox;
    private final Map<Integer, CompletableFuture<Frame>> waiting = new ConcurrentHashMap<>();
    private long nextStream = 1;
    private @Nullable IOException broken;

    private Client(SocketChannel channel) {
        this.channel = channel;
        this.outbox = new Outbox(channel);
        outbox.start();
        Thread.ofVirtual().name("ttrpc-reader").start(this::read);
    }

    /**
     * Connects to a server.
     *
     * @param socket a UNIX socket
     * @param timeout how long to wait while the server is too busy to accept
     * @throws IOException when there is no server, or it does not accept in time
     */
    public static Client connect(Path socket, Duration timeout) throws IOException {
        return new Client(open(socket, timeout));
    }

    /**
     * Calls a method and waits for its answer.
     *
     * @param service for example {@code containerd.task.v2.Task}
     * @param payload the request's message, encoded
     * @param metadata keys in lower case
     * @param timeout the server is told of it too; {@code ChronoUnit.FOREVER.getDuration()} for none
     * @return the response's message, encoded
     * @throws StatusException as the server says; {@link Code#DEADLINE_EXCEEDED} also when it says nothing in time
     * @throws InterruptedIOException when the thread is interrupted, and stays so
     * @throws IOException when the connection is broken; whether the call was done is not known
     */
    public byte[] call(String service, String method, byte[] payload, Map<String, String> metadata, Duration timeout)
            throws IOException {
        boolean limited = timeout.compareTo(LONGEST) < 0;
        String name = service + "/" + method;
        if (!timeout.isPositive()) {
            throw late(name, timeout);
        }
        long nanos = limited ? timeout.toNanos() : Long.MAX_VALUE;
        Request.Builder request = Request.newBuilder()
                .setService(service)
                .setMethod(method)
                .setPayload(ByteString.copyFrom(payload))
                .setTimeoutNano(limited ? nanos : 0);
        metadata.forEach((key, value) ->
                request.addMetadata(KeyValue.newBuilder().setKey(key).setValue(value)));
        Sent sent = send(request.build().toByteArray());
        try {
            return payload(name, sent.answer().get(nanos, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw late(name, timeout);
        } catch (ExecutionException e) {
            throw failed(name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(name + " was interrupted");
        } finally {
            waiting.remove(sent.stream());
            outbox.remove(sent.entry());
        }
    }

    /** Closes the connection; calls that wait for an answer end with an {@link IOException}. */
    @Override
    public void close() {
        end(new IOException("the client is closed"));
    }

    /** A request on its way: its id, its place in the queue, and the frame that will answer it. */
    private record Sent(Integer stream, Outbox.Entry entry, CompletableFuture<Frame> answer) {}

    // The ids must grow in the order of the frames, hence one lock for both.
    private synchronized Sent send(byte[] request) throws IOException {
        if (broken != null) {
            throw new IOException(broken.getMessage(), broken);
        }
        if (nextStream > LAST_STREAM) {
            throw new IOException("the connection's stream ids are used up; connect again");
        }
        Frame frame = Frame.request((int) nextStream, request);
        if (frame.tooLong()) {
            throw new StatusException(Code.RESOURCE_EXHAUSTED, frame.lengthError());
        }
        nextStream += 2;
        CompletableFuture<Frame> answer = new CompletableFuture<>();
        waiting.put(frame.stream(), answer);
        return new Sent(frame.stream(), outbox.force(frame, () -> {}), answer);
    }

    private void read() {
        IOException end = new IOException("the server closed the connection");
        try {
            InputStream in = Frame.input(channel);
            for (Frame frame = Frame.read(in); frame != null; frame = Frame.read(in)) {
                CompletableFuture<Frame> answer = waiting.get(frame.stream());
                // Without one, the caller has stopped waiting.
                if (answer != null) {
                    answer.complete(frame);
                }
            }
        } catch (IOException e) {
            end = e;
        } finally {
            end(end);
        }
    }

    private synchronized void end(IOException reason) {
        if (broken == null) {
            broken = reason;
            outbox.close();
            waiting.values().forEach(answer -> answer.completeExceptionally(reason));
        }
    }

    private static byte[] payload(String name, Frame answer) throws IOException {
        if (answer.tooLong()) {
            throw new StatusException(Code.RESOURCE_EXHAUSTED, answer.lengthError());
        }
        if (answer.type() != Frame.RESPONSE) {
            throw new StatusException(Code.INTERNAL, name + " was answered with a stream");
        }
        Response response = Response.parseFrom(answer.data());
        int code = response.getStatus().getCode();
        if (code != Code.OK.number()) {
            throw new StatusException(Code.of(code), response.getStatus().getMessage());
        }
        return response.getPayload().toByteArray();
    }

    private static IOException failed(String what, ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new IOException(what + ": " + cause.getMessage(), cause);
    }

    private static StatusException late(String name, Duration timeout) {
        return new StatusException(
                Code.DEADLINE_EXCEEDED, name + " was not answered within " + timeout.toMillis() + " ms");
    }

    private static SocketChannel open(Path socket, Duration timeout) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        // connect(2) knows no timeout: it waits while the server's backlog is full. On a virtual thread it would not
        // wait at all.
        FutureTask<Boolean> connecting = new FutureTask<>(() -> channel.connect(UnixDomainSocketAddress.of(socket)));
        Thread.ofPlatform().daemon().name("ttrpc-connect").start(connecting);
        try {
            connecting.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return channel;
        } catch (TimeoutException e) {
            channel.close();
            throw new SocketTimeoutException(socket + " accepts no connection within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            channel.close();
            throw failed(socket.toString(), e);
        } catch (InterruptedException e) {
            channel.close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("connecting to " + socket + " was interrupted");
        }
    }
}
