/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written to the peer, in order, and the thread that writes it. So whoever reads never waits for a peer that does not, and a
 * caller's deadline holds even then.
 */
final class Outbox {
    /** Above either of these, whoever has something to ask waits. Bytes; frames or parts of one. */
    private static final int ENOUGH_BYTES = 256 * 1024;

    private static final int ENOUGH_FRAMES = 1024;
    /** So many wait only because the peer asks for answers and reads none. */
    private static final int MOST_FRAMES = 16 * 1024;

    private final WritableByteChannel channel;
    private final Consumer<IOException> onFailure;
    private final Thread writer;
    /** Small frames leave together. */
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Frame.HEADER + Frame.LARGEST);

    // Guarded by this.
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean closed;

    Outbox(WritableByteChannel channel, Consumer<IOException> onFailure) {
        this.channel = channel;
        this.onFailure = onFailure;
        this.writer = ChannelThread.of("grpc-writer", channel, this::write);
    }

    /** Begins to write. */
    void start() {
        writer.start();
    }

    /** Adds frames, or parts of one, that follow each other without anything between. After the end they are dropped. */
    synchronized void add(ByteBuffer... frames) throws Http2Exception {
        if (waiting.size() > MOST_FRAMES) {
            throw new Http2Exception(ErrorCode.ENHANCE_YOUR_CALM, "the peer asks for answers and reads none");
        }
        enqueue(frames);
    }

    /** Waits until not too much waits already; false when the deadline passed before. */
    synchronized boolean awaitRoom(Deadline deadline) throws InterruptedException {
        while ((waitingBytes > ENOUGH_BYTES || waiting.size() > ENOUGH_FRAMES) && !closed) {
            long left = deadline.left();
            if (left <= 0) {
                return false;
            }
            // Object.wait counts in milliseconds.
            wait(left / 1_000_000 + 1);
        }
        return true;
    }

    private void enqueue(ByteBuffer... frames) {
        if (closed) {
            return;
        }
        for (ByteBuffer frame : frames) {
            waiting.add(frame);
            waitingBytes += frame.remaining();
        }
        notifyAll();
    }

    /** Ends: what waits is dropped, but for a last frame. */
    synchronized void close(@Nullable ByteBuffer last) {
        if (closed) {
            return;
        }
        waiting.clear();
        waitingBytes = 0;
        if (last != null) {
            enqueue(last);
        }
        closed = true;
        notifyAll();
    }

    /** Waits until the last frame is written, at most so long. Milliseconds. */
    void awaitEnd(long millis) throws InterruptedException {
        writer.join(millis);
    }

    private void write() {
        try {
            while (take()) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                buffer.clear();
            }
        } catch (InterruptedException e) {
            onFailure.accept(new IOException("interrupted", e));
        } catch (IOException e) {
            onFailure.accept(e);
        }
    }

    /** Fills the buffer; false when there is nothing any more. */
    private synchronized boolean take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        while (!waiting.isEmpty() && waiting.getFirst().remaining() <= buffer.remaining()) {
            ByteBuffer frame = waiting.removeFirst();
            waitingBytes -= frame.remaining();
            buffer.put(frame);
        }
        notifyAll();
        return buffer.position() > 0;
    }
}
