/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.ttrpc.StatusException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A server that says exactly what a test wants, frame by frame. */
final class FakePeer implements AutoCloseable {
    static final byte[] OK_HEADERS =
            HeaderEncoder.encode(List.of(new Header(":status", "200"), new Header("content-type", "application/grpc")));
    static final byte[] OK_TRAILERS = HeaderEncoder.encode(List.of(new Header("grpc-status", "0")));

    final GrpcClient client;
    private final Pipe toClient;
    private final Pipe toServer;
    private final FrameReader frames;
    private final HeaderDecoder decoder = new HeaderDecoder(4096, 64 * 1024);

    FakePeer() throws IOException {
        toClient = Pipe.open();
        toServer = Pipe.open();
        frames = new FrameReader(toServer.source());
        client = GrpcClient.over(toClient.source(), toServer.sink());
    }

    /** As a server begins, with settings of its own: name, value, name, value … */
    static FakePeer greeted(int... settings) throws IOException {
        FakePeer peer = new FakePeer();
        peer.readPreface();
        ByteBuffer payload = ByteBuffer.allocate(settings.length * 3);
        for (int i = 0; i < settings.length; i += 2) {
            payload.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        peer.send(Frame.SETTINGS, 0, 0, payload.array());
        assertThat(peer.read(Frame.SETTINGS).has(Frame.ACK)).isTrue();
        return peer;
    }

    void readPreface() throws IOException {
        ByteBuffer preface = ByteBuffer.allocate(24);
        while (preface.hasRemaining()) {
            assertThat(toServer.source().read(preface)).isPositive();
        }
        assertThat(new String(preface.array(), StandardCharsets.US_ASCII))
                .isEqualTo("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        assertThat(read(Frame.SETTINGS).has(Frame.ACK)).isFalse();
    }

    Frame read() throws IOException {
        return frames.next();
    }

    Frame read(int type) throws IOException {
        Frame frame = read();
        assertThat(frame.type()).isEqualTo(type);
        return frame;
    }

    /** Reads a request that has one message, and gives its stream. */
    int readRequest() throws IOException {
        Frame headers = read(Frame.HEADERS);
        headers(headers);
        assertThat(read(Frame.DATA).has(Frame.END_STREAM)).isTrue();
        return headers.stream();
    }

    List<Header> headers(Frame frame) throws IOException {
        return decoder.decode(frame.payload());
    }

    void send(int type, int flags, int stream, byte[] payload) throws IOException {
        sendRaw(Frame.of(type, flags, stream, payload));
    }

    /** As the other, with a byte for each number. */
    void send(int type, int flags, int stream, int... payload) throws IOException {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        send(type, flags, stream, bytes);
    }

    void sendRaw(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            toClient.sink().write(bytes);
        }
    }

    /** A whole answer with one message. */
    void answer(int stream, byte... message) throws IOException {
        send(Frame.HEADERS, Frame.END_HEADERS, stream, OK_HEADERS);
        send(Frame.DATA, 0, stream, Request.framed(message));
        send(Frame.HEADERS, Frame.END_HEADERS | Frame.END_STREAM, stream, OK_TRAILERS);
    }

    /** An answer that is nothing but a status. */
    void refuse(int stream, Header... trailers) throws IOException {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header(":status", "200"));
        headers.add(new Header("content-type", "application/grpc"));
        headers.addAll(List.of(trailers));
        send(Frame.HEADERS, Frame.END_HEADERS | Frame.END_STREAM, stream, HeaderEncoder.encode(headers));
    }

    static Call call(Duration timeout) {
        return new Call("a.Service/Method", Map.of(), timeout);
    }

    /** Calls in another thread. */
    CompletableFuture<byte[]> begin(byte... request) {
        return begin(Duration.ofSeconds(10), request);
    }

    CompletableFuture<byte[]> begin(Duration timeout, byte... request) {
        return CompletableFuture.supplyAsync(
                () -> client.unary(call(timeout), request),
                task -> Thread.ofVirtual().start(task));
    }

    /** The failure of a call. */
    static StatusException failure(CompletableFuture<byte[]> call) {
        try {
            byte[] answer = call.join();
            throw new AssertionError("an answer of " + answer.length + " bytes");
        } catch (CompletionException e) {
            if (e.getCause() instanceof StatusException status) {
                return status;
            }
            throw e;
        }
    }

    /** The peer sends nothing more. */
    void hangUp() throws IOException {
        toClient.sink().close();
    }

    @Override
    public void close() throws IOException {
        client.close();
        toClient.sink().close();
        toServer.source().close();
    }
}
