/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import dev.juke.ttrpc.Code;
import dev.juke.ttrpc.StatusException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Our side of a connection: what callers do, each in its own thread and with its own deadline. */
final class Calls {
    private final Streams streams;

    Calls(Streams streams) {
        this.streams = streams;
    }

    /** Begins a call as soon as the peer allows one more. */
    Stream open(List<Header> headers, Deadline deadline) throws InterruptedException, Http2Exception {
        byte[] block = HeaderEncoder.encode(headers);
        if (!streams.outbox.awaitRoom(deadline)) {
            throw late();
        }
        streams.lock.lockInterruptibly();
        try {
            while (streams.failure == null && !streams.goingAway && streams.open.size() >= streams.mostOpen) {
                if (streams.room.awaitNanos(deadline.left()) <= 0) {
                    throw late();
                }
            }
            if (streams.failure != null || streams.goingAway || streams.nextId < 0) {
                throw new StatusException(
                        Code.UNAVAILABLE, streams.failure == null ? "the peer accepts no more calls" : streams.failure);
            }
            Stream stream = new Stream(streams.nextId, streams.lock.newCondition(), streams.firstSendWindow);
            streams.nextId += 2;
            streams.open.put(stream.id, stream);
            int length = Math.min(block.length, Frame.LARGEST);
            streams.outbox.add(headerFrame(Frame.HEADERS, stream.id, block, 0, length));
            for (int at = length; at < block.length; at += length) {
                length = Math.min(block.length - at, Frame.LARGEST);
                streams.outbox.add(headerFrame(Frame.CONTINUATION, stream.id, block, at, length));
            }
            return stream;
        } finally {
            streams.lock.unlock();
        }
    }

    private static ByteBuffer[] headerFrame(int type, int id, byte[] block, int from, int length) {
        int flags = from + length == block.length ? Frame.END_HEADERS : 0;
        return new ByteBuffer[] {Frame.header(length, type, flags, id), ByteBuffer.wrap(block, from, length)};
    }

    /** Sends all that a call has to say, as fast as the peer's windows allow, or until it has answered. */
    void send(Stream stream, byte[] bytes, Deadline deadline) throws InterruptedException, Http2Exception {
        int at = 0;
        while (at < bytes.length) {
            if (!streams.outbox.awaitRoom(deadline)) {
                throw late();
            }
            streams.lock.lockInterruptibly();
            try {
                while (stream.status == null && Math.min(streams.sendWindow, stream.sendWindow) <= 0) {
                    if (streams.room.awaitNanos(deadline.left()) <= 0) {
                        throw late();
                    }
                }
                if (stream.status != null) {
                    return;
                }
                int length = (int) Math.min(
                        Math.min(bytes.length - at, Frame.LARGEST), Math.min(streams.sendWindow, stream.sendWindow));
                streams.sendWindow -= length;
                stream.sendWindow -= length;
                stream.sentAll = at + length == bytes.length;
                int flags = stream.sentAll ? Frame.END_STREAM : 0;
                streams.outbox.add(
                        Frame.header(length, Frame.DATA, flags, stream.id), ByteBuffer.wrap(bytes, at, length));
                at += length;
            } finally {
                streams.lock.unlock();
            }
        }
    }

    /** Waits for the next data; null when there is none any more and the stream's status is known. */
    Stream.@Nullable Chunk take(Stream stream, Deadline deadline) throws InterruptedException, Http2Exception {
        streams.lock.lockInterruptibly();
        try {
            if (deadline.left() <= 0) {
                throw late();
            }
            while (stream.chunks.isEmpty()) {
                if (stream.status != null) {
                    return null;
                }
                if (stream.arrived.awaitNanos(deadline.left()) <= 0) {
                    throw late();
                }
            }
            Stream.Chunk chunk = stream.chunks.removeFirst();
            stream.taken += chunk.credit();
            if (stream.taken >= Streams.CREDIT && stream.status == null) {
                streams.outbox.add(Frame.windowUpdate(stream.id, stream.taken));
                stream.receiveWindow += stream.taken;
                stream.taken = 0;
            }
            return chunk;
        } finally {
            streams.lock.unlock();
        }
    }

    /** How a call ended of which {@link #take} has told that it did. */
    Status status(Stream stream) {
        streams.lock.lock();
        try {
            return stream.status == null ? new Status(Code.INTERNAL, "the call has not ended") : stream.status;
        } finally {
            streams.lock.unlock();
        }
    }

    /** Nobody waits for the call any more: a peer that is still busy with it is told. */
    void release(Stream stream) throws Http2Exception {
        streams.lock.lock();
        try {
            stream.chunks.clear();
            if (streams.open.get(stream.id) == stream) {
                streams.reset(stream, new Status(Code.CANCELLED, "cancelled"), ErrorCode.CANCEL);
            }
        } finally {
            streams.lock.unlock();
        }
    }

    private static StatusException late() {
        return new StatusException(Code.DEADLINE_EXCEEDED, "no answer in time");
    }
}
