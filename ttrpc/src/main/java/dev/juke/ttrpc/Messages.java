/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import org.jspecify.annotations.Nullable;

/** The two directions of one call of a {@link StreamMethod}. Each is for one thread at a time. */
public interface Messages {
    /** Waits for the client's next message, the request's own payload first; null when it has sent its last. */
    byte @Nullable [] receive() throws InterruptedException;

    /**
     * Sends a message; waits while the client is slow to read.
     *
     * @throws StatusException {@link Code#RESOURCE_EXHAUSTED} when it is longer than 4 MiB, {@link Code#CANCELLED} when
     *     the call has ended or the client is gone
     */
    void send(byte[] message) throws InterruptedException;
}
