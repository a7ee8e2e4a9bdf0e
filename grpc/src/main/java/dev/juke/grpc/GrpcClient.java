/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import dev.juke.ttrpc.Code;
import dev.juke.ttrpc.StatusException;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A client of gRPC over HTTP/2 without TLS ("prior knowledge") on any pair of channels. One connection serves calls from many threads at
 * once. Bounded in all that the peer can do to it: messages of 16 MiB, header lists of 64 KiB, 64 KiB waiting for each caller.
 *
 * <p>Why by hand: docs/adr/0008-grpc-by-hand.md.
 */
public final class GrpcClient implements AutoCloseable {
    /** The client's connection preface (RFC 9113, section 3.4). */
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** How long a peer that broke the rules has to read why. Milliseconds. */
    private static final int LAST_WORDS = 1000;

    private final ReadableByteChannel in;
    private final WritableByteChannel out;
    private final Outbox outbox;
    private final Streams streams;
    private final Calls calls;

    private GrpcClient(ReadableByteChannel in, WritableByteChannel out) {
        this.in = in;
        this.out = out;
        this.outbox = new Outbox(out, this::fail);
        this.streams = new Streams(outbox);
        this.calls = new Calls(streams);
    }

    /** Connects to a UNIX socket, or fails: it does not wait where the listener's backlog is full. */
    public static GrpcClient connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            // A blocking connect(2) would wait without end for room in the backlog, and only in a platform thread.
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                throw new IOException("it does not accept connections now");
            }
            channel.configureBlocking(true);
        } catch (IOException e) {
            close(channel);
            throw new IOException(socket + ": " + e.getMessage(), e);
        }
        return over(channel, channel);
    }

    /** Speaks over channels that block; they are closed with the client. The first failure shows in the first call. */
    public static GrpcClient over(ReadableByteChannel in, WritableByteChannel out) {
        GrpcClient client = new GrpcClient(in, out);
        client.start();
        return client;
    }

    private void start() {
        try {
            outbox.add(ByteBuffer.wrap(PREFACE), Peer.ourSettings());
        } catch (Http2Exception e) {
            throw new IllegalStateException("an empty outbox is full", e);
        }
        outbox.start();
        ChannelThread.of("grpc-reader", in, this::receive).start();
    }

    /**
     * Calls a method that answers with one message.
     *
     * @param request the message, encoded
     * @return the answer, encoded
     * @throws StatusException what the peer said, {@code DEADLINE_EXCEEDED}, {@code UNAVAILABLE} for a connection that is gone,
     *     {@code CANCELLED} when the thread is interrupted, {@code INTERNAL} for an answer that makes no sense
     */
    public byte[] unary(Call call, byte[] request) {
        byte[][] answer = new byte[1][];
        stream(call, request, message -> {
            if (answer[0] != null) {
                throw new StatusException(Code.INTERNAL, "more than one message for an answer");
            }
            answer[0] = message;
        });
        if (answer[0] == null) {
            throw new StatusException(Code.INTERNAL, "no message for an answer");
        }
        return answer[0];
    }

    /**
     * Calls a method that answers with any number of messages, and reads them to the end.
     *
     * @param each gets every message, in the caller's thread; while it works the peer has to wait. What it throws cancels the call
     * @throws StatusException as {@link #unary}
     */
    public void stream(Call call, byte[] request, Consumer<byte[]> each) {
        Deadline deadline = Deadline.after(call.timeout());
        try {
            Stream stream = calls.open(Request.headers(call), deadline);
            try {
                calls.send(stream, Request.framed(request), deadline);
                MessageReader messages = new MessageReader(each);
                Stream.Chunk chunk = calls.take(stream, deadline);
                while (chunk != null) {
                    messages.take(chunk);
                    chunk = calls.take(stream, deadline);
                }
                Status status = calls.status(stream);
                if (status.code() != Code.OK) {
                    throw status.exception();
                }
                messages.end();
            } finally {
                calls.release(stream);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StatusException(Code.CANCELLED, "interrupted");
        } catch (Http2Exception e) {
            fail(e);
            throw new StatusException(Code.UNAVAILABLE, reason(e));
        } finally {
            if (streams.drained()) {
                fail(new EOFException("the peer goes away"));
            }
        }
    }

    /** Whether another call has a chance: false once the connection is gone, or the peer has said that it goes away. */
    public boolean isUsable() {
        return streams.acceptsMore();
    }

    /** Ends the connection; calls under way end with {@code UNAVAILABLE}. */
    @Override
    public void close() {
        fail(new EOFException("the connection was closed"));
    }

    private void receive() {
        try {
            new Receiver(new FrameReader(in), streams).run();
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException e) {
            // A bug must not leave callers waiting.
            fail(new IOException("internal error: " + e, e));
        }
    }

    private void fail(IOException reason) {
        streams.fail(reason(reason));
        if (reason instanceof Http2Exception wrong) {
            outbox.close(Frame.goAway(wrong.code()));
            try {
                outbox.awaitEnd(LAST_WORDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else {
            outbox.close(null);
        }
        close(in);
        close(out);
    }

    private static void close(AutoCloseable channel) {
        try {
            channel.close();
        } catch (Exception e) {
            // There is nobody to whom it would matter.
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
