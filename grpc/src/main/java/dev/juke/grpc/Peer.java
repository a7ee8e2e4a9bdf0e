/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import dev.juke.ttrpc.Code;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The other side of a connection: what the peer's frames mean. */
final class Peer {
    private final Streams streams;

    Peer(Streams streams) {
        this.streams = streams;
    }

    /** What we want of the peer: no pushes, and no header lists that we would refuse. */
    static ByteBuffer ourSettings() {
        ByteBuffer settings = ByteBuffer.allocate(12)
                .putShort((short) Frame.ENABLE_PUSH)
                .putInt(0)
                .putShort((short) Frame.MAX_HEADER_LIST_SIZE)
                .putInt(Receiver.LARGEST_HEADERS);
        return Frame.of(Frame.SETTINGS, 0, 0, settings.array());
    }

    /** DATA. */
    void data(int id, Stream.Chunk chunk, boolean end) throws Http2Exception {
        streams.lock.lock();
        try {
            streams.receiveWindow -= chunk.credit();
            if (streams.receiveWindow < 0) {
                throw new Http2Exception(ErrorCode.FLOW_CONTROL_ERROR, "more data than the connection's window");
            }
            // Given back at once: what waits is bounded by the streams' windows, and one slow caller must not hold up
            // the others.
            if (Streams.WINDOW - streams.receiveWindow >= Streams.CREDIT) {
                streams.outbox.add(Frame.windowUpdate(0, Streams.WINDOW - streams.receiveWindow));
                streams.receiveWindow = Streams.WINDOW;
            }
            Stream stream = find(id);
            if (stream == null) {
                return;
            }
            stream.receiveWindow -= chunk.credit();
            if (stream.receiveWindow < 0) {
                throw new Http2Exception(ErrorCode.FLOW_CONTROL_ERROR, "more data than the stream's window");
            }
            if (!stream.hasHeaders) {
                streams.reset(stream, new Status(Code.INTERNAL, "data before headers"), ErrorCode.PROTOCOL_ERROR);
                return;
            }
            if (chunk.credit() > 0) {
                stream.chunks.add(chunk);
                stream.arrived.signalAll();
            }
            if (end) {
                complete(stream, new Status(Code.INTERNAL, "the answer ends without trailers"));
            }
        } finally {
            streams.lock.unlock();
        }
    }

    /** HEADERS: how an answer begins, or ends, or both. */
    void headers(int id, List<Header> headers, boolean end) throws Http2Exception {
        streams.lock.lock();
        try {
            Stream stream = find(id);
            if (stream == null) {
                return;
            }
            if (stream.hasHeaders) {
                if (end) {
                    complete(stream, Status.ofTrailers(headers));
                } else {
                    streams.reset(
                            stream, new Status(Code.INTERNAL, "headers amid an answer"), ErrorCode.PROTOCOL_ERROR);
                }
                return;
            }
            String http = Header.first(headers, ":status");
            if (http != null && http.startsWith("1") && !end) {
                // An interim response means nothing here (RFC 9110, section 15.2).
                return;
            }
            stream.hasHeaders = true;
            Status wrong = Status.ofResponse(headers);
            if (end) {
                // A status of gRPC is believed whatever HTTP says.
                boolean said = Header.first(headers, Status.KEY) != null;
                complete(stream, wrong == null || said ? Status.ofTrailers(headers) : wrong);
            } else if (wrong != null) {
                streams.reset(stream, wrong, ErrorCode.CANCEL);
            }
        } finally {
            streams.lock.unlock();
        }
    }

    /** RST_STREAM. */
    void reset(int id, ErrorCode error) throws Http2Exception {
        streams.lock.lock();
        try {
            Stream stream = find(id);
            if (stream != null) {
                stream.end(Status.ofReset(error));
                streams.remove(stream);
            }
        } finally {
            streams.lock.unlock();
        }
    }

    /** WINDOW_UPDATE; the stream 0 is the connection. Bytes. */
    void enlarge(int id, int increment) throws Http2Exception {
        streams.lock.lock();
        try {
            if (increment == 0) {
                throw new Http2Exception(ErrorCode.PROTOCOL_ERROR, "a window enlarged by nothing");
            }
            if (id == 0) {
                streams.sendWindow = checked(streams.sendWindow + increment);
            } else {
                Stream stream = find(id);
                if (stream != null) {
                    stream.sendWindow = checked(stream.sendWindow + increment);
                }
            }
            streams.room.signalAll();
        } finally {
            streams.lock.unlock();
        }
    }

    /** One of the peer's SETTINGS. HEADER_TABLE_SIZE is none of ours: the encoder has no table. */
    void setting(int name, long value) throws Http2Exception {
        streams.lock.lock();
        try {
            switch (name) {
                case Frame.ENABLE_PUSH -> {
                    if (value != 0) {
                        throw new Http2Exception(ErrorCode.PROTOCOL_ERROR, "a server that wants to be pushed to");
                    }
                }
                case Frame.MAX_CONCURRENT_STREAMS -> streams.mostOpen = value;
                case Frame.INITIAL_WINDOW_SIZE -> {
                    long change = checked(value) - streams.firstSendWindow;
                    streams.firstSendWindow = value;
                    for (Stream stream : streams.open.values()) {
                        stream.sendWindow = checked(stream.sendWindow + change);
                    }
                }
                case Frame.MAX_FRAME_SIZE -> {
                    // 2^24 - 1: section 6.5.2.
                    if (value < Frame.LARGEST || value > 0xFF_FFFF) {
                        throw new Http2Exception(ErrorCode.PROTOCOL_ERROR, "a largest frame of " + value + " bytes");
                    }
                }
                default -> {}
            }
            streams.room.signalAll();
        } finally {
            streams.lock.unlock();
        }
    }

    /** GOAWAY: the calls after {@code last} were not looked at, those up to it go on. */
    void goingAway(int last, ErrorCode error, String debug) {
        streams.lock.lock();
        try {
            streams.goingAway = true;
            String reason = "the peer goes away: " + error + (debug.isEmpty() ? "" : " (" + debug + ")");
            Iterator<Stream> all = streams.open.values().iterator();
            while (all.hasNext()) {
                Stream stream = all.next();
                if (stream.id > last) {
                    stream.end(new Status(Code.UNAVAILABLE, reason));
                    all.remove();
                }
            }
            streams.room.signalAll();
        } finally {
            streams.lock.unlock();
        }
    }

    /** The stream of a frame; null when it is over. One that was never opened is the peer's error (section 5.1). */
    private @Nullable Stream find(int id) throws Http2Exception {
        if ((id & 1) == 0 || Integer.compareUnsigned(id, streams.nextId) >= 0) {
            throw new Http2Exception(ErrorCode.PROTOCOL_ERROR, "a frame of stream " + id + ", which was never opened");
        }
        return streams.open.get(id);
    }

    private void complete(Stream stream, Status status) {
        stream.end(status);
        if (stream.sentAll) {
            streams.remove(stream);
        } else {
            // The sender is to stop; releasing the stream then tells the peer.
            streams.room.signalAll();
        }
    }

    /** A window may not grow beyond 2^31 - 1 (section 6.9.1). */
    private static long checked(long window) throws Http2Exception {
        if (window > Integer.MAX_VALUE) {
            throw new Http2Exception(ErrorCode.FLOW_CONTROL_ERROR, "a window of " + window + " bytes");
        }
        return window;
    }
}
