/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import com.google.protobuf.ByteString;
import dev.juke.shim.api.ttrpc.Request;
import dev.juke.shim.api.ttrpc.Response;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A peer that sends whatever bytes it is told to. */
record Wire(SocketChannel channel, InputStream in, OutputStream out) implements AutoCloseable {
    static Wire of(SocketChannel channel) {
        return new Wire(
                channel, new BufferedInputStream(Channels.newInputStream(channel)), Channels.newOutputStream(channel));
    }

    static Wire connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return of(channel);
    }

    void header(long length, int stream, int type, int flags) throws IOException {
        out.write(ByteBuffer.allocate(Frame.HEADER)
                .putInt((int) length)
                .putInt(stream)
                .put((byte) type)
                .put((byte) flags)
                .array());
    }

    void frame(int stream, int type, int flags, byte[] data) throws IOException {
        header(data.length, stream, type, flags);
        out.write(data);
    }

    void request(int stream, int flags, String method, String payload) throws IOException {
        frame(stream, Frame.REQUEST, flags, encoded(method, payload, 0));
    }

    void request(int stream, String method, String payload) throws IOException {
        request(stream, 0, method, payload);
    }

    void data(int stream, int flags, String message) throws IOException {
        frame(stream, Frame.DATA, flags, message.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] encoded(String method, String payload, long timeout) {
        return Request.newBuilder()
                .setService("S")
                .setMethod(method)
                .setPayload(ByteString.copyFromUtf8(payload))
                .setTimeoutNano(timeout)
                .build()
                .toByteArray();
    }

    /** The next frame. */
    Frame read() throws IOException {
        return Objects.requireNonNull(Frame.read(in), "the connection is closed");
    }

    @Nullable
    Frame readOrEnd() throws IOException {
        return Frame.read(in);
    }

    /** The next frame in words: "stream payload" or "stream CODE message" of a response, "stream flags data" of data. */
    String next() throws IOException {
        Frame frame = read();
        if (frame.type() == Frame.DATA) {
            return frame.stream() + " " + frame.flags() + " " + new String(frame.data(), StandardCharsets.UTF_8);
        }
        Response response = Response.parseFrom(frame.data());
        return frame.stream()
                + " "
                + (response.hasStatus()
                        ? Code.of(response.getStatus().getCode()) + " "
                                + response.getStatus().getMessage()
                        : response.getPayload().toStringUtf8());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
