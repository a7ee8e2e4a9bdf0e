/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The messages of one call of a {@link StreamMethod}. */
final class Exchange implements Messages, AutoCloseable {
    /**
     * How many messages, and for how long, in nanoseconds, a connection's reader waits for a method that does not take them.
     * The protocol has no flow control, so the stream fails then, lest it stop the connection's other calls. The numbers are
     * those of containerd/ttrpc (services.go).
     */
    private static final int WAITING = 64;

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    private final int stream;
    private final Outbox outbox;
    private final Semaphore bytes;
    private final Queue<byte[]> arrived = new ArrayDeque<>();
    private boolean complete;
    private boolean over;

    /** {@code bytes} are those that the connection may hold for all its calls. */
    Exchange(int stream, Outbox outbox, Semaphore bytes) {
        this.stream = stream;
        this.outbox = outbox;
        this.bytes = bytes;
    }

    @Override
    public synchronized byte @Nullable [] receive() throws InterruptedException {
        while (arrived.isEmpty()) {
            if (complete) {
                return null;
            }
            wait();
        }
        byte[] message = arrived.remove();
        bytes.release(message.length);
        notifyAll();
        return message;
    }

    @Override
    public void send(byte[] message) throws InterruptedException {
        Frame frame = Frame.message(stream, message);
        if (frame.tooLong()) {
            throw new StatusException(Code.RESOURCE_EXHAUSTED, frame.lengthError());
        }
        if (isOver() || !outbox.put(frame)) {
            throw new StatusException(Code.CANCELLED, "nobody waits for this call any more");
        }
    }

    private synchronized boolean isOver() {
        return over;
    }

    /** Takes a message that came from the client. */
    synchronized void arrive(byte[] message) throws InterruptedException {
        if (over) {
            return;
        }
        if (complete) {
            throw new StatusException(Code.INVALID_ARGUMENT, "a message came after the stream's last one");
        }
        long since = System.nanoTime();
        while (!over && (arrived.size() >= WAITING || !bytes.tryAcquire(message.length))) {
            long left = PATIENCE - (System.nanoTime() - since);
            if (left <= 0) {
                throw new StatusException(
                        Code.RESOURCE_EXHAUSTED, "the stream's messages come faster than they are taken");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        if (!over) {
            arrived.add(message);
            notifyAll();
        }
    }

    /** The client has sent its last message. */
    synchronized void complete() {
        complete = true;
        notifyAll();
    }

    /** Nothing more is taken or sent. */
    @Override
    public synchronized void close() {
        over = true;
        complete = true;
        for (byte[] message : arrived) {
            bytes.release(message.length);
        }
        arrived.clear();
        notifyAll();
    }
}
