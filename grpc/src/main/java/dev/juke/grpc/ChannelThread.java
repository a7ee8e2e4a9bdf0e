/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import java.nio.channels.Channel;
import java.nio.channels.SelectableChannel;

/** The threads that wait for a channel. */
final class ChannelThread {
    private ChannelThread() {}

    /**
     * A thread that is yet to be started: a virtual one, where the channel lets it. One that waits for a file, as standard input is, holds
     * its carrier, and on a machine with one processor there is no other.
     */
    static Thread of(String name, Channel channel, Runnable task) {
        Thread.Builder thread = channel instanceof SelectableChannel
                ? Thread.ofVirtual()
                : Thread.ofPlatform().daemon();
        return thread.name(name).unstarted(task);
    }
}
