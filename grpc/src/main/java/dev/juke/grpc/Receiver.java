/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Understands the peer's frames one by one, and tells what they mean. */
final class Receiver {
    /** SETTINGS_MAX_HEADER_LIST_SIZE that we announce; no compressed block is larger either. Bytes. */
    static final int LARGEST_HEADERS = 64 * 1024;
    /** Frames of one block; more are a flood of empty ones. */
    private static final int MOST_CONTINUATIONS = 64;

    private final FrameReader frames;
    private final HeaderDecoder decoder = new HeaderDecoder(HeaderDecoder.DEFAULT_TABLE, LARGEST_HEADERS);
    private final Streams streams;
    private final Peer peer;

    Receiver(FrameReader frames, Streams streams) {
        this.frames = frames;
        this.streams = streams;
        this.peer = new Peer(streams);
    }

    /** Receives until the connection ends, which is always an exception. */
    void run() throws IOException {
        Frame first = frames.next();
        if (first.type() != Frame.SETTINGS || first.has(Frame.ACK)) {
            throw protocol("the peer does not begin with SETTINGS: it speaks no HTTP/2");
        }
        receive(first);
        while (!streams.drained()) {
            receive(frames.next());
        }
        throw new EOFException("the peer goes away");
    }

    private void receive(Frame frame) throws IOException {
        switch (frame.type()) {
            case Frame.DATA -> data(frame);
            case Frame.HEADERS -> headers(frame);
            case Frame.PRIORITY -> {
                onStream(frame);
                size(frame, 5);
            }
            case Frame.RST_STREAM -> {
                onStream(frame);
                peer.reset(frame.stream(), ErrorCode.of(size(frame, 4).getInt()));
            }
            case Frame.SETTINGS -> settings(frame);
            case Frame.PUSH_PROMISE -> throw protocol("the peer pushes, which was forbidden");
            case Frame.PING -> {
                onConnection(frame);
                size(frame, 8);
                if (!frame.has(Frame.ACK)) {
                    streams.outbox.add(Frame.of(Frame.PING, Frame.ACK, 0, frame.payload()));
                }
            }
            case Frame.GOAWAY -> goAway(frame);
            case Frame.WINDOW_UPDATE ->
                peer.enlarge(frame.stream(), size(frame, 4).getInt() & Integer.MAX_VALUE);
            case Frame.CONTINUATION -> throw protocol("CONTINUATION of nothing");
            // To be ignored: section 4.1.
            default -> {}
        }
    }

    private void data(Frame frame) throws IOException {
        onStream(frame);
        int padding = padding(frame);
        int from = frame.has(Frame.PADDED) ? 1 : 0;
        int length = frame.payload().length;
        if (padding > length - from) {
            throw protocol("more padding than frame");
        }
        Stream.Chunk chunk = new Stream.Chunk(frame.payload(), from, length - padding, length);
        peer.data(frame.stream(), chunk, frame.has(Frame.END_STREAM));
    }

    private void headers(Frame frame) throws IOException {
        onStream(frame);
        int padding = padding(frame);
        int from = (frame.has(Frame.PADDED) ? 1 : 0) + (frame.has(Frame.HAS_PRIORITY) ? 5 : 0);
        int length = frame.payload().length - from - padding;
        if (length < 0) {
            throw protocol("more padding than frame");
        }
        ByteArrayOutputStream block = new ByteArrayOutputStream(length);
        block.write(frame.payload(), from, length);
        boolean complete = frame.has(Frame.END_HEADERS);
        for (int i = 0; !complete; i++) {
            Frame next = frames.next();
            if (next.type() != Frame.CONTINUATION || next.stream() != frame.stream()) {
                throw protocol("a frame amid a header block");
            }
            if (i == MOST_CONTINUATIONS || block.size() + next.payload().length > LARGEST_HEADERS) {
                throw new Http2Exception(ErrorCode.ENHANCE_YOUR_CALM, "a header block without end");
            }
            block.writeBytes(next.payload());
            complete = next.has(Frame.END_HEADERS);
        }
        // Even of a call that nobody waits for any more: the decoder must see every block.
        peer.headers(frame.stream(), decoder.decode(block.toByteArray()), frame.has(Frame.END_STREAM));
    }

    private void settings(Frame frame) throws IOException {
        onConnection(frame);
        int length = frame.payload().length;
        if (frame.has(Frame.ACK) ? length != 0 : length % 6 != 0) {
            throw new Http2Exception(ErrorCode.FRAME_SIZE_ERROR, "SETTINGS of " + length + " bytes");
        }
        ByteBuffer settings = ByteBuffer.wrap(frame.payload());
        while (settings.hasRemaining()) {
            int name = settings.getShort();
            peer.setting(name, settings.getInt() & 0xFFFF_FFFFL);
        }
        if (!frame.has(Frame.ACK)) {
            streams.outbox.add(Frame.of(Frame.SETTINGS, Frame.ACK, 0, new byte[0]));
        }
    }

    private void goAway(Frame frame) throws IOException {
        onConnection(frame);
        if (frame.payload().length < 8) {
            throw new Http2Exception(ErrorCode.FRAME_SIZE_ERROR, "a GOAWAY that is too short");
        }
        ByteBuffer payload = ByteBuffer.wrap(frame.payload());
        int last = payload.getInt() & Integer.MAX_VALUE;
        ErrorCode code = ErrorCode.of(payload.getInt());
        peer.goingAway(last, code, StandardCharsets.UTF_8.decode(payload).toString());
    }

    /** The padding's length, without the byte that says it. */
    private static int padding(Frame frame) throws Http2Exception {
        if (!frame.has(Frame.PADDED)) {
            return 0;
        }
        if (frame.payload().length == 0) {
            throw new Http2Exception(ErrorCode.FRAME_SIZE_ERROR, "padding without its length");
        }
        return frame.payload()[0] & 0xFF;
    }

    private static ByteBuffer size(Frame frame, int length) throws Http2Exception {
        if (frame.payload().length != length) {
            throw new Http2Exception(
                    ErrorCode.FRAME_SIZE_ERROR,
                    "a frame of type " + frame.type() + " with " + frame.payload().length + " bytes");
        }
        return ByteBuffer.wrap(frame.payload());
    }

    private static void onStream(Frame frame) throws Http2Exception {
        if (frame.stream() == 0) {
            throw protocol("a frame of type " + frame.type() + " on no stream");
        }
    }

    private static void onConnection(Frame frame) throws Http2Exception {
        if (frame.stream() != 0) {
            throw protocol("a frame of type " + frame.type() + " on a stream");
        }
    }

    private static Http2Exception protocol(String what) {
        return new Http2Exception(ErrorCode.PROTOCOL_ERROR, what);
    }
}
