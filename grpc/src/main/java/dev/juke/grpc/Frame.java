/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import java.nio.ByteBuffer;

/**
 * A frame of HTTP/2 (RFC 9113, section 4.1).
 *
 * @param type one of the constants here; others are to be ignored
 * @param stream 0 for the connection
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
record Frame(int type, int flags, int stream, byte[] payload) {
    /** Length, type, flags, stream. Bytes. */
    static final int HEADER = 9;
    /** SETTINGS_MAX_FRAME_SIZE as it is from the start: we neither allow more nor make use of more. Bytes. */
    static final int LARGEST = 16_384;

    // Types: RFC 9113, section 6.
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    // Flags: likewise.
    static final int ACK = 1;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;
    static final int HAS_PRIORITY = 0x20;

    // Names of settings: section 6.5.2.
    static final int ENABLE_PUSH = 2;
    static final int MAX_CONCURRENT_STREAMS = 3;
    static final int INITIAL_WINDOW_SIZE = 4;
    static final int MAX_FRAME_SIZE = 5;
    static final int MAX_HEADER_LIST_SIZE = 6;

    /** Whether a flag is set. */
    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The header alone of a frame whose payload follows from elsewhere. */
    static ByteBuffer header(int length, int type, int flags, int stream) {
        return header(ByteBuffer.allocate(HEADER), length, type, flags, stream).flip();
    }

    /** A whole frame. */
    static ByteBuffer of(int type, int flags, int stream, byte[] payload) {
        return header(ByteBuffer.allocate(HEADER + payload.length), payload.length, type, flags, stream)
                .put(payload)
                .flip();
    }

    /** RST_STREAM. */
    static ByteBuffer reset(int stream, ErrorCode code) {
        return header(ByteBuffer.allocate(HEADER + 4), 4, RST_STREAM, 0, stream)
                .putInt(code.number())
                .flip();
    }

    /** WINDOW_UPDATE. */
    static ByteBuffer windowUpdate(int stream, int increment) {
        return header(ByteBuffer.allocate(HEADER + 4), 4, WINDOW_UPDATE, 0, stream)
                .putInt(increment)
                .flip();
    }

    /** GOAWAY of one who accepted no stream: a client is offered none. */
    static ByteBuffer goAway(ErrorCode code) {
        return header(ByteBuffer.allocate(HEADER + 8), 8, GOAWAY, 0, 0)
                .putInt(0)
                .putInt(code.number())
                .flip();
    }

    private static ByteBuffer header(ByteBuffer buffer, int length, int type, int flags, int stream) {
        return buffer.put((byte) (length >> 16))
                .putShort((short) length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream);
    }
}
