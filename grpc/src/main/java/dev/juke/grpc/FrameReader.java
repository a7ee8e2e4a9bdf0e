/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Cuts what the peer sends into frames, none longer than {@link Frame#LARGEST}. */
final class FrameReader {
    private final ReadableByteChannel channel;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(Frame.HEADER + Frame.LARGEST).limit(0);

    FrameReader(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** Waits for the next frame; an {@link EOFException} when there will be none. */
    Frame next() throws IOException {
        need(Frame.HEADER);
        int length = ((buffer.get() & 0xFF) << 16) | (buffer.getShort() & 0xFFFF);
        int type = buffer.get() & 0xFF;
        int flags = buffer.get() & 0xFF;
        int stream = buffer.getInt() & Integer.MAX_VALUE;
        if (length > Frame.LARGEST) {
            throw new Http2Exception(ErrorCode.FRAME_SIZE_ERROR, "a frame of " + length + " bytes");
        }
        need(length);
        byte[] payload = new byte[length];
        buffer.get(payload);
        return new Frame(type, flags, stream, payload);
    }

    private void need(int bytes) throws IOException {
        if (buffer.remaining() >= bytes) {
            return;
        }
        buffer.compact();
        while (buffer.position() < bytes) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the peer closed the connection");
            }
        }
        buffer.flip();
    }
}
