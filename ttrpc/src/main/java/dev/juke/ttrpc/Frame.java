/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import com.google.protobuf.ByteString;
import dev.juke.shim.api.ttrpc.Response;
import dev.juke.shim.api.ttrpc.Status;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One frame: ten bytes of header, then data (PROTOCOL.md of containerd/ttrpc, from where all numbers here are).
 *
 * @param stream the call's id, an unsigned number, odd
 * @param type {@link #REQUEST}, {@link #RESPONSE}, {@link #DATA}, or one that a later protocol has
 * @param flags a sum of {@link #REMOTE_CLOSED}, {@link #REMOTE_OPEN}, {@link #NO_DATA}
 * @param length how many bytes of data the header announced; of more than {@link #MAX} none was kept
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity, if at all
record Frame(int stream, byte type, byte flags, long length, byte[] data) {
    static final int HEADER = 10;
    static final int MAX = 4 << 20;

    static final byte REQUEST = 1;
    static final byte RESPONSE = 2;
    static final byte DATA = 3;

    static final byte REMOTE_CLOSED = 1;
    static final byte REMOTE_OPEN = 2;
    static final byte NO_DATA = 4;

    /** Longer texts of failures are cut: what a person reads, and far below {@link #MAX}. */
    private static final int TEXT = 64 << 10;

    private static final String CUT = "the connection ended inside a frame's data";

    private static final byte[] NOTHING = {};

    static Frame request(int stream, byte[] request) {
        return new Frame(stream, REQUEST, (byte) 0, request.length, request);
    }

    static Frame message(int stream, byte[] message) {
        return new Frame(stream, DATA, (byte) 0, message.length, message);
    }

    static Frame endOfMessages(int stream) {
        return new Frame(stream, DATA, (byte) (REMOTE_CLOSED | NO_DATA), 0, NOTHING);
    }

    static Frame answer(int stream, byte[] payload) {
        // The status is absent when all is well, as in what containerd's own servers send.
        return response(
                stream,
                Response.newBuilder().setPayload(ByteString.copyFrom(payload)).build());
    }

    static Frame failure(int stream, Code code, String message) {
        String text = message.length() <= TEXT ? message : message.substring(0, TEXT) + "…";
        Status status =
                Status.newBuilder().setCode(code.number()).setMessage(text).build();
        return response(stream, Response.newBuilder().setStatus(status).build());
    }

    private static Frame response(int stream, Response response) {
        byte[] data = response.toByteArray();
        return new Frame(stream, RESPONSE, (byte) 0, data.length, data);
    }

    boolean has(byte flag) {
        return (flags & flag) != 0;
    }

    boolean tooLong() {
        return length > MAX;
    }

    /** What a person is told of a frame that is {@link #tooLong}. */
    String lengthError() {
        return "a message of " + length + " bytes is longer than the " + MAX + " that ttrpc carries";
    }

    void writeTo(OutputStream out) throws IOException {
        // A small frame leaves in one write, a large one is not copied.
        boolean whole = data.length <= 8192;
        ByteBuffer bytes = ByteBuffer.allocate(whole ? HEADER + data.length : HEADER);
        bytes.putInt(data.length).putInt(stream).put(type).put(flags);
        if (whole) {
            bytes.put(data);
        }
        out.write(bytes.array());
        if (!whole) {
            out.write(data);
        }
    }

    /** What {@link #read} reads best from: most frames are below 2 KiB, and there may be many connections. */
    static InputStream input(SocketChannel channel) {
        return new BufferedInputStream(Channels.newInputStream(channel), 2048);
    }

    /**
     * Reads the next frame.
     *
     * @return null at the end of the input
     * @throws EOFException when the input ends inside a frame
     */
    static @Nullable Frame read(InputStream in) throws IOException {
        byte[] header = in.readNBytes(HEADER);
        if (header.length == 0) {
            return null;
        }
        if (header.length < HEADER) {
            throw new EOFException("the connection ended inside a frame's header");
        }
        ByteBuffer fields = ByteBuffer.wrap(header);
        long length = Integer.toUnsignedLong(fields.getInt());
        int stream = fields.getInt();
        byte type = fields.get();
        byte flags = fields.get();
        if (length > MAX) {
            skip(in, length);
            return new Frame(stream, type, flags, length, NOTHING);
        }
        // readNBytes allocates as bytes arrive, so that a header alone cannot claim 4 MiB.
        byte[] data = in.readNBytes((int) length);
        if (data.length < length) {
            throw new EOFException(CUT);
        }
        return new Frame(stream, type, flags, length, data);
    }

    private static void skip(InputStream in, long length) throws IOException {
        try {
            in.skipNBytes(length);
        } catch (EOFException e) {
            // It has no message of its own.
            throw new EOFException(CUT);
        }
    }
}
