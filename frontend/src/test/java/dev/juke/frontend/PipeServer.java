/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend;

import dev.juke.grpc.GrpcClient;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A gRPC server over a pair of pipes, as BuildKit is one for a frontend: it answers one call after the other (RFC 9113; gRPC over HTTP/2).
 * Messages of both sides fit the windows that a connection begins with, or are sent when the client has widened them.
 */
final class PipeServer implements AutoCloseable {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int ACK = 1;
    private static final int PREFACE = 24;
    private static final int MAX_FRAME = 16_384;

    /** What is answered. */
    interface Handler {
        /** The answer to a call, encoded as the request is; a {@link Refusal} becomes the call's status. */
        byte[] call(String method, byte[] request) throws IOException;
    }

    /** An answer that is nothing but a status. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int code;

        Refusal(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    private final Handler handler;
    private final Pipe toServer = Pipe.open();
    private final Pipe toClient = Pipe.open();
    private final DataInputStream in = new DataInputStream(Channels.newInputStream(toServer.source()));
    private final DataOutputStream out = new DataOutputStream(Channels.newOutputStream(toClient.sink()));
    private final Map<Integer, String> methods = new HashMap<>();
    private final Map<Integer, ByteArrayOutputStream> requests = new HashMap<>();
    private final GrpcClient client;

    PipeServer(Handler handler) throws IOException {
        this.handler = handler;
        Thread.ofPlatform().daemon().name("fake-buildkit").start(this::serve);
        client = GrpcClient.over(toClient.source(), toServer.sink());
    }

    /** A client at the other ends of the pipes. */
    GrpcClient client() {
        return client;
    }

    private void serve() {
        try {
            in.readNBytes(PREFACE);
            send(SETTINGS, 0, 0, new byte[0]);
            while (true) {
                frame();
            }
        } catch (EOFException e) {
            // The client has gone.
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void frame() throws IOException {
        int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        switch (type) {
            case SETTINGS -> {
                if ((flags & ACK) == 0) {
                    send(SETTINGS, ACK, 0, new byte[0]);
                }
            }
            case PING -> send(PING, ACK, 0, payload);
            case HEADERS -> methods.put(stream, path(payload));
            case DATA -> {
                requests.computeIfAbsent(stream, _ -> new ByteArrayOutputStream())
                        .writeBytes(payload);
                widen(0, length);
                widen(stream, length);
            }
            default -> {}
        }
        if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
            answer(stream);
        }
    }

    private void answer(int stream) throws IOException {
        byte[] framed =
                requests.getOrDefault(stream, new ByteArrayOutputStream()).toByteArray();
        byte[] request = new byte[framed.length - 5];
        System.arraycopy(framed, 5, request, 0, request.length);
        try {
            byte[] answer = handler.call(String.valueOf(methods.get(stream)), request);
            send(HEADERS, END_HEADERS, stream, headers(":status", "200", "content-type", "application/grpc"));
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            new DataOutputStream(message).writeByte(0);
            new DataOutputStream(message).writeInt(answer.length);
            message.writeBytes(answer);
            byte[] all = message.toByteArray();
            for (int at = 0; at < all.length; at += MAX_FRAME) {
                send(DATA, 0, stream, Arrays.copyOfRange(all, at, Math.min(all.length, at + MAX_FRAME)));
            }
            send(HEADERS, END_HEADERS | END_STREAM, stream, headers("grpc-status", "0"));
        } catch (Refusal e) {
            byte[] status = headers(
                    ":status",
                    "200",
                    "content-type",
                    "application/grpc",
                    "grpc-status",
                    Integer.toString(e.code),
                    "grpc-message",
                    String.valueOf(e.getMessage()));
            send(HEADERS, END_HEADERS | END_STREAM, stream, status);
        }
    }

    private void widen(int stream, int bytes) throws IOException {
        if (bytes > 0) {
            send(WINDOW_UPDATE, 0, stream, new byte[] {
                (byte) (bytes >> 24), (byte) (bytes >> 16), (byte) (bytes >> 8), (byte) bytes
            });
        }
    }

    private void send(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(frame);
        data.writeByte(payload.length >> 16);
        data.writeShort(payload.length);
        data.writeByte(type);
        data.writeByte(flags);
        data.writeInt(stream);
        data.write(payload);
        out.write(frame.toByteArray());
        out.flush();
    }

    /** The {@code :path} of a block, which Juke's client writes as literals without indexing. */
    private static String path(byte[] block) {
        int at = 1;
        while (at < block.length) {
            int name = at + 2;
            int nameLength = block[at + 1];
            int[] value = length(block, name + nameLength);
            String text = new String(block, value[1], value[0], StandardCharsets.ISO_8859_1);
            if (new String(block, name, nameLength, StandardCharsets.ISO_8859_1).equals(":path")) {
                return text.substring(text.lastIndexOf('/') + 1);
            }
            at = value[1] + value[0];
        }
        throw new AssertionError("a request without a path");
    }

    /** A length of RFC 7541, section 5.1, with a prefix of 7 bits, and where what it measures begins. */
    private static int[] length(byte[] block, int at) {
        int value = block[at] & 0x7f;
        int next = at + 1;
        if (value == 0x7f) {
            int shift = 0;
            do {
                value += (block[next] & 0x7f) << shift;
                shift += 7;
            } while ((block[next++] & 0x80) != 0);
        }
        return new int[] {value, next};
    }

    private static byte[] headers(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i++) {
            if (i % 2 == 0) {
                block.write(0);
            }
            byte[] text = namesAndValues[i].getBytes(StandardCharsets.UTF_8);
            int rest = text.length - 0x7f;
            block.write(Math.min(text.length, 0x7f));
            if (rest >= 0) {
                for (; rest >= 0x80; rest >>= 7) {
                    block.write((rest & 0x7f) | 0x80);
                }
                block.write(rest);
            }
            block.writeBytes(text);
        }
        return block.toByteArray();
    }

    @Override
    public void close() {
        client.close();
    }
}
