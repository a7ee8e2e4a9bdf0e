/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.linux.Exit;
import dev.juke.shim.api.types.Status;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One process that containerd knows of: a container's first, whose exec id is empty, or one that exec puts beside it. */
final class TaskProcess {
    private final String execId;
    private final Stdio stdio;
    private final CompletableFuture<Exit> ended = new CompletableFuture<>();
    private volatile Status status = Status.CREATED;
    private volatile int pid;

    TaskProcess(String execId, Stdio stdio) {
        this.execId = execId;
        this.stdio = stdio;
    }

    String execId() {
        return execId;
    }

    Stdio stdio() {
        return stdio;
    }

    /** 0 until it has one. */
    int pid() {
        return pid;
    }

    void born(int number) {
        pid = number;
    }

    Status status() {
        return status;
    }

    void becomes(Status now) {
        status = now;
    }

    /** Completed when its end is known, told and its streams are closed. */
    CompletableFuture<Exit> ended() {
        return ended;
    }

    /** How it ended, or null while it lives. */
    @Nullable
    Exit exit() {
        return ended.getNow(null);
    }

    void end(Exit exit) {
        status = Status.STOPPED;
        ended.complete(exit);
    }
}
