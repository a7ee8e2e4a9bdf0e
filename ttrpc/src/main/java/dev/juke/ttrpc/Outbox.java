/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The frames that wait to be written to one connection, and the thread that writes them, each whole. Nobody else may write:
 * a thread that is interrupted in the middle of a write closes the channel ({@link java.nio.channels.InterruptibleChannel}),
 * and the threads of calls are interrupted.
 */
final class Outbox {
    /** How many bytes may wait, 8 MiB, before {@link #put} blocks and {@link #offer} refuses. */
    static final int ROOM = 2 * Frame.MAX;

    /** What an entry costs at least, so that empty frames do not pile up either; about its size in the heap. */
    private static final int OVERHEAD = 128;

    /** A frame in the queue, {@code cost} bytes of the room, and what is done when it is written. Without a frame: a mark. */
    record Entry(@Nullable Frame frame, int cost, Runnable written) {}

    private final SocketChannel channel;
    private final BlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(ROOM);
    private final Thread writer;
    private final AtomicBoolean closed = new AtomicBoolean();

    Outbox(SocketChannel channel) {
        this.channel = channel;
        this.writer = Thread.ofVirtual().name("ttrpc-writer").unstarted(this::write);
    }

    void start() {
        writer.start();
    }

    /** Queues the frame whatever waits already: for those whose number is bounded elsewhere. */
    Entry force(Frame frame, Runnable written) {
        Entry entry = new Entry(frame, 0, written);
        entries.add(entry);
        return entry;
    }

    /** Queues the frame if there is room. */
    boolean offer(Frame frame, Runnable written) {
        int cost = cost(frame);
        return room.tryAcquire(cost) && entries.add(new Entry(frame, cost, written));
    }

    /** Queues the frame as soon as there is room; false when the connection is closed. */
    boolean put(Frame frame) throws InterruptedException {
        int cost = cost(frame);
        room.acquire(cost);
        return !closed.get() && entries.add(new Entry(frame, cost, () -> {}));
    }

    /** Takes back a frame that was forced, unless it is being written. */
    void remove(Entry entry) {
        entries.remove(entry);
    }

    /** Lets the latch count when all that waits now is written. */
    void mark(CountDownLatch latch) {
        entries.add(new Entry(null, 0, latch::countDown));
    }

    /** Closes the connection, and lets go who waits for room. */
    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // close(2) releases the descriptor also when it fails; there is nobody to tell.
        }
        writer.interrupt();
        room.release(1 << 30);
    }

    private static int cost(Frame frame) {
        return OVERHEAD + frame.data().length;
    }

    private void write() {
        try {
            OutputStream out = Channels.newOutputStream(channel);
            while (true) {
                Entry entry = entries.take();
                if (entry.frame() != null) {
                    entry.frame().writeTo(out);
                }
                room.release(entry.cost());
                entry.written().run();
            }
        } catch (IOException | InterruptedException e) {
            // The reader of the connection sees its end and says so.
        } finally {
            close();
        }
    }
}
