/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.base.JukeException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The tasks of a cell, by id; one that is being created has its name already, and is not there yet. */
final class Tasks {
    private final Map<String, Optional<Task>> byId = new ConcurrentHashMap<>();

    void claim(String id) {
        if (byId.putIfAbsent(id, Optional.empty()) != null) {
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
