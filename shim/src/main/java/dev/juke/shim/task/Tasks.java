/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.base.JukeException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a cell, by id. One that is being created has its name already, and who asks for it waits: a client that was told that there is
 * nothing would remove the bundle under it.
 */
final class Tasks {
    private final Map<String, CompletableFuture<@Nullable Task>> byId = new ConcurrentHashMap<>();

    /** Takes a name. One whose container is gone without a Delete is free: the launcher removed it while containerd could not reach us. */
    void claim(String id) {
        CompletableFuture<@Nullable Task> creating = new CompletableFuture<>();
        CompletableFuture<@Nullable Task> before = byId.putIfAbsent(id, creating);
        boolean gone = before != null && isGone(before) && byId.replace(id, before, creating);
        if (before != null && !gone) {
            throw new AlreadyExists("task " + id + " exists already");
        }
    }

    void add(String id, Task task) {
        CompletableFuture<@Nullable Task> creating = byId.get(id);
        if (creating != null) {
            creating.complete(task);
        }
    }

    void giveUp(String id) {
        CompletableFuture<@Nullable Task> given = byId.remove(id);
        if (given != null) {
            given.complete(null);
        }
    }

    boolean has(String id) {
        return byId.containsKey(id);
    }

    /** Whether there are any; those that are gone without a Delete are forgotten. */
    boolean isEmpty() {
        byId.values().removeIf(Tasks::isGone);
        return byId.isEmpty();
    }

    Task get(String id) throws InterruptedException {
        CompletableFuture<@Nullable Task> known = byId.get(id);
        Task task;
        try {
            task = known == null ? null : known.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        if (task == null) {
            throw JukeException.notFound("task " + id + " does not exist", "");
        }
        return task;
    }

    private static boolean isGone(CompletableFuture<@Nullable Task> task) {
        Task now = task.getNow(null);
        return now != null && now.isGone();
    }
}
