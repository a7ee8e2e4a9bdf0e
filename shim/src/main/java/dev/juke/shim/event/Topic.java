/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.event;

/** The events of tasks: their topics and the types of their messages (containerd, core/runtime/events.go and api/events/task.proto). */
public enum Topic {
    CREATE("create", "TaskCreate"),
    START("start", "TaskStart"),
    OOM("oom", "TaskOOM"),
    EXIT("exit", "TaskExit"),
    DELETE("delete", "TaskDelete"),
    EXEC_ADDED("exec-added", "TaskExecAdded"),
    EXEC_STARTED("exec-started", "TaskExecStarted"),
    PAUSED("paused", "TaskPaused"),
    RESUMED("resumed", "TaskResumed"),
    CHECKPOINTED("checkpointed", "TaskCheckpointed");

    private final String path;
    private final String type;

    Topic(String name, String message) {
        this.path = "/tasks/" + name;
        this.type = "containerd.events." + message;
    }

    String path() {
        return path;
    }

    String type() {
        return type;
    }
}
