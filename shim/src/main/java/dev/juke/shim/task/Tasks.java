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

    /** A name that is taken, for a task that is being created. */
    final class Place {
        private final String id;
        private final CompletableFuture<@Nullable Task> creating;

        private Place(String id, CompletableFuture<@Nullable Task> creating) {
            this.id = id;
            this.creating = creating;
        }

        /** The task has been created. */
        void take(Task task) {
            creating.complete(task);
        }

        /** There will be none. */
        void giveUp() {
            byId.remove(id, creating);
            creating.complete(null);
        }
    }

    /** Takes a name. One whose container is gone without a Delete is free: the launcher removed it while containerd could not reach us. */
    Place claim(String id) {
        CompletableFuture<@Nullable Task> creating = new CompletableFuture<>();
        CompletableFuture<@Nullable Task> before = byId.putIfAbsent(id, creating);
        boolean gone = before != null && isGone(before) && byId.replace(id, before, creating);
        if (before != null && !gone) {
            throw new AlreadyExists("task " + id + " exists already");
        }
        return new Place(id, creating);
    }

    /** Forgets a task; whether it was known: its name may be another's by now. */
    boolean remove(String id, Task task) {
        CompletableFuture<@Nullable Task> known = byId.get(id);
        return known != null && known.getNow(null) == task && byId.remove(id, known);
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
