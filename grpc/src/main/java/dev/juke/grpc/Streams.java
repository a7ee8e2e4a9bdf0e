/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import dev.juke.ttrpc.Code;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one connection (RFC 9113, sections 5 and 6.9). {@link Calls} changes it for our side, {@link Peer} for the other; every
 * field, and every field of each stream, is guarded by the lock.
 */
final class Streams {
    /** SETTINGS_INITIAL_WINDOW_SIZE, which we leave as it is; a connection's window has that size too (section 6.9.2). Bytes. */
    static final int WINDOW = 65_535;
    /** A window is filled up when so much of it is used. Bytes. */
    static final int CREDIT = WINDOW / 2;

    final Outbox outbox;
    final ReentrantLock lock = new ReentrantLock();
    /** There may be a place for a stream, or room to send. */
    final Condition room = lock.newCondition();

    final Map<Integer, Stream> open = new HashMap<>();
    int nextId = 1;
    /** MAX_CONCURRENT_STREAMS of the peer. */
    long mostOpen = Long.MAX_VALUE;
    /** INITIAL_WINDOW_SIZE of the peer. Bytes. */
    long firstSendWindow = WINDOW;

    long sendWindow = WINDOW;
    int receiveWindow = WINDOW;
    boolean goingAway;
    /** Why there is no connection any more. */
    @Nullable
    String failure;

    Streams(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Ends every call, and refuses new ones. */
    void fail(String reason) {
        lock.lock();
        try {
            if (failure == null) {
                failure = reason;
            }
            for (Stream stream : open.values()) {
                stream.end(new Status(Code.UNAVAILABLE, reason));
            }
            open.clear();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a new call has a chance. */
    boolean acceptsMore() {
        lock.lock();
        try {
            return failure == null && !goingAway && nextId > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the peer has said goodbye and no call is left. */
    boolean drained() {
        lock.lock();
        try {
            return goingAway && open.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a stream out that is over for both sides. Under the lock. */
    void remove(Stream stream) {
        open.remove(stream.id);
        room.signalAll();
    }

    /** Ends a stream for both sides, before its time. Under the lock. */
    void reset(Stream stream, Status status, ErrorCode error) throws Http2Exception {
        stream.end(status);
        remove(stream);
        outbox.add(Frame.reset(stream.id, error));
    }
}
