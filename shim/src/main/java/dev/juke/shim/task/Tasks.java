/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.base.JukeException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The tasks of a cell, by id; one that is being created has its name already, and is not there yet. */
final class Tasks {
    private final Map<String, Optional<Task>> byId = new ConcurrentHashMap<>();

    /** Takes a name. One whose container is gone without a Delete is free: the launcher removed it while containerd could not reach us. */
    void claim(String id) {
        Optional<Task> before = byId.putIfAbsent(id, Optional.empty());
        boolean gone =
                before != null && before.map(Task::isGone).orElse(false) && byId.replace(id, before, Optional.empty());
        if (before != null && !gone) {
            throw new AlreadyExists("task " + id + " exists already");
        }
    }

    void add(String id, Task task) {
        byId.put(id, Optional.of(task));
    }

    void giveUp(String id) {
        byId.remove(id);
    }

    boolean has(String id) {
        return byId.containsKey(id);
    }

    Task get(String id) {
        return byId.getOrDefault(id, Optional.empty())
                .orElseThrow(() -> JukeException.notFound("task " + id + " does not exist", ""));
    }
}
