/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** One call's part of a connection. All of it is guarded by the lock of {@link Streams}. */
final class Stream {
    final int id;
    /** There is a chunk, or the end. */
    final Condition arrived;

    final Deque<Chunk> chunks = new ArrayDeque<>();
    /** What we may still send. Bytes; below zero when the peer made its windows smaller. */
    long sendWindow;
    /** What the peer may still send. Bytes. */
    int receiveWindow = Streams.WINDOW;
    /** Taken by the caller, and not yet given back to the peer. Bytes. */
    int taken;

    boolean hasHeaders;
    /** We have sent all that we will. */
    boolean sentAll;
    /** Set once nothing more can arrive. */
    @Nullable
    Status status;

    Stream(int id, Condition arrived, long sendWindow) {
        this.id = id;
        this.arrived = arrived;
        this.sendWindow = sendWindow;
    }

    /** Ends it, unless it has ended. */
    void end(Status how) {
        if (status == null) {
            status = how;
        }
        arrived.signalAll();
    }

    /**
     * Data that arrived.
     *
     * @param bytes holds it from {@code from} up to {@code to}
     * @param credit what it took of the windows, padding included. Bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
    record Chunk(byte[] bytes, int from, int to, int credit) {}
}
