/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.linux.End;
import dev.juke.linux.Exit;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One process that containerd knows of: a container's first, whose exec id is empty, or one that exec puts beside it. */
final class TaskProcess {
    private final String execId;
    private final Stdio stdio;
    private final Life life;
    private final CompletableFuture<Exit> ended = new CompletableFuture<>();
    private volatile @Nullable End born;

    /** A process that is not born yet. */
    TaskProcess(String taskId, String execId, Stdio stdio) {
        this.execId = execId;
        this.stdio = stdio;
        this.life = new Life(execId.isEmpty() ? "task " + taskId : "process " + execId + " of task " + taskId);
    }

    String execId() {
        return execId;
    }

    Stdio stdio() {
        return stdio;
    }

    Life life() {
        return life;
    }

    /** 0 until it has one. */
    int pid() {
        End end = born;
        return end == null ? 0 : end.pid();
    }

    /** What the reaper knows of it, or null until there is a process. */
    @Nullable
    End born() {
        return born;
    }

    void born(End end) {
        born = end;
    }

    /** Completed when its end is known, told and its streams are closed. */
    CompletableFuture<Exit> ended() {
        return ended;
    }
}
