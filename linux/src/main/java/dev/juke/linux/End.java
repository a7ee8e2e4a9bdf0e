/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.util.concurrent.CompletableFuture;

/** The end of one process, {@link Reaper#adopt}: unlike its number it is never another's. */
public final class End extends CompletableFuture<Exit> {
    private final int pid;

    End(int pid) {
        this.pid = pid;
    }

    /** The process's number, which may belong to another process when it has ended. */
    public int pid() {
        return pid;
    }
}
