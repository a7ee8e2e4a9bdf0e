/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import com.google.protobuf.MessageLite;
import dev.juke.base.JukeException;
import dev.juke.linux.End;
import dev.juke.linux.Exit;
import dev.juke.linux.LinuxException;
import dev.juke.shim.api.options.Runc.CheckpointOptions;
import dev.juke.shim.api.task.TaskCheckpointed;
import dev.juke.shim.api.task.TaskDelete;
import dev.juke.shim.api.task.TaskExecAdded;
import dev.juke.shim.api.task.TaskExecStarted;
import dev.juke.shim.api.task.TaskExit;
import dev.juke.shim.api.task.TaskPaused;
import dev.juke.shim.api.task.TaskResumed;
import dev.juke.shim.api.task.TaskStart;
import dev.juke.shim.api.types.Status;
import dev.juke.shim.cgroup.Cgroup;
import dev.juke.shim.event.Publisher;
import dev.juke.shim.event.Topic;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A container and its processes, from the end of create to delete. */
final class Task {
    /** How long the end of a container waits for the ends of what was executed in it, so that its own is told last. */
    private static final long LAST_SECONDS = 5;

    private static final String START = "start";

    private final Services services;
    private final Container container;
    private final TaskProcess first;
    private final Map<String, Exec> execs = new ConcurrentHashMap<>();
    private final Cgroup cgroup;

    /** Takes over a container that has just been created. */
    Task(Services services, Container container, TaskProcess first) {
        this.services = services;
        this.container = container;
        this.first = first;
        this.cgroup = Cgroup.of(first.pid());
    }

    /** From now on its end is told. Create's own event must have been published. */
    void watch() {
        try {
            services.oom().add(container.id(), cgroup);
        } catch (RuntimeException e) {
            services.cell().log(container.id() + ": " + (e instanceof JukeException known ? known.line() : e));
        }
        watch(first, Objects.requireNonNull(first.born()));
    }

    Container container() {
        return container;
    }

    Cgroup cgroup() {
        return cgroup;
    }

    Iterable<Exec> execs() {
        return execs.values();
    }

    /** The process of that exec id; the container's own for the empty one. */
    TaskProcess process(String execId) {
        return execId.isEmpty() ? first : exec(execId).process();
    }

    private Exec exec(String execId) {
        Exec exec = execs.get(execId);
        if (exec == null) {
            throw JukeException.notFound("process " + execId + " of task " + container.id() + " does not exist", "");
        }
        return exec;
    }

    /** Whether it has ended and the OCI runtime knows it no more. */
    boolean isGone() {
        return first.life().exit() != null && !container.isKnown();
    }

    /** Starts a process and returns its number. */
    int start(String execId) throws LinuxException, InterruptedException {
        return execId.isEmpty() ? startFirst() : start(exec(execId));
    }

    private int startFirst() throws LinuxException, InterruptedException {
        try (Life.Turn turn = first.life().turn(START, Status.CREATED)) {
            container.start(first.pid());
            turn.leadsTo(Status.RUNNING);
            services.publisher()
                    .publish(
                            Topic.START,
                            TaskStart.newBuilder()
                                    .setContainerId(container.id())
                                    .setPid(first.pid())
                                    .build());
        }
        return first.pid();
    }

    private int start(Exec exec) throws LinuxException, InterruptedException {
        TaskProcess process = exec.process();
        try (Life.Turn turn = process.life().turn(START, Status.CREATED)) {
            End end = startOrAbandon(exec);
            process.born(end);
            turn.leadsTo(Status.RUNNING);
            watch(process, end);
            services.publisher()
                    .publish(
                            Topic.EXEC_STARTED,
                            TaskExecStarted.newBuilder()
                                    .setContainerId(container.id())
                                    .setExecId(process.execId())
                                    .setPid(process.pid())
                                    .build());
        }
        return process.pid();
    }

    /** One that cannot be started is over: who waits for it or reads its output is told. */
    private End startOrAbandon(Exec exec) throws LinuxException, InterruptedException {
        try {
            return exec.start(container, services.reaper());
        } catch (LinuxException | RuntimeException | InterruptedException e) {
            exec.abandon();
            throw e;
        }
    }

    /** Adds a process that {@link #start} will start. */
    void addExec(Exec exec) {
        first.life().whileAlive("exec", () -> {
            String execId = exec.process().execId();
            if (execs.putIfAbsent(execId, exec) != null) {
                throw new AlreadyExists("process " + execId + " of task " + container.id() + " exists already");
            }
            services.publisher()
                    .publish(
                            Topic.EXEC_ADDED,
                            TaskExecAdded.newBuilder()
                                    .setContainerId(container.id())
                                    .setExecId(execId)
                                    .build());
        });
    }

    /** Sends a signal; to all of the container's processes if so told. */
    void kill(String execId, int signal, boolean all) throws LinuxException, InterruptedException {
        TaskProcess process = process(execId);
        if (process.life().exit() != null) {
            throw JukeException.notFound("process already finished", "");
        }
        if (!execId.isEmpty()) {
            signal(process, signal);
            return;
        }
        container.kill(signal, all);
    }

    private void signal(TaskProcess process, int signal) throws LinuxException {
        End end = process.born();
        if (end == null) {
            throw JukeException.conflict(
                    "process " + process.execId() + " has not been started", "start it first, or delete it");
        }
        if (!services.reaper().signal(end, signal)) {
            throw JukeException.notFound("process already finished", "");
        }
    }

    void pause() throws InterruptedException {
        TaskPaused event =
                TaskPaused.newBuilder().setContainerId(container.id()).build();
        turn("pause", Status.RUNNING, Status.PAUSED, Topic.PAUSED, event);
    }

    void resume() throws InterruptedException {
        TaskResumed event =
                TaskResumed.newBuilder().setContainerId(container.id()).build();
        turn("resume", Status.PAUSED, Status.RUNNING, Topic.RESUMED, event);
    }

    private void turn(String verb, Status from, Status to, Topic topic, MessageLite event) throws InterruptedException {
        try (Life.Turn turn = first.life().turn(verb, from)) {
            container.runc(verb);
            turn.leadsTo(to);
            services.publisher().publish(topic, event);
        }
    }

    /** Writes the container's state into a directory, with criu; it ends unless it is told to go on. */
    void checkpoint(String path, CheckpointOptions options) throws InterruptedException {
        if (container.guest() != null) {
            throw new Unsupported("checkpoint is not possible: container " + container.id()
                    + " is a unikernel, and a virtual machine's state cannot be saved");
        }
        try (Life.Turn _ = first.life().turn("checkpoint", Status.RUNNING, Status.PAUSED)) {
            container.checkpoint(path, options);
            services.publisher()
                    .publish(
                            Topic.CHECKPOINTED,
                            TaskCheckpointed.newBuilder()
                                    .setContainerId(container.id())
                                    .setCheckpoint(path)
                                    .build());
        }
    }

    /** Returns when the process has ended. */
    Exit await(String execId) throws InterruptedException {
        try {
            return process(execId).ended().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Removes a process that has ended or was never started; with the container's own, everything that the container had. */
    @Nullable
    Exit delete(String execId) throws LinuxException, InterruptedException {
        return execId.isEmpty() ? delete() : delete(exec(execId));
    }

    private @Nullable Exit delete(Exec exec) throws InterruptedException {
        TaskProcess process = exec.process();
        process.life().leave();
        if (process.life().exit() == null) {
            exec.abandon();
        }
        execs.remove(process.execId());
        return soon(process.ended());
    }

    private @Nullable Exit delete() throws LinuxException, InterruptedException {
        first.life().leave();
        try {
            container.delete();
        } catch (LinuxException | RuntimeException | InterruptedException e) {
            first.life().stay();
            throw e;
        }
        // A container that was never started has been killed just now.
        Exit exit = soon(first.ended());
        first.stdio().close();
        services.publisher()
                .publish(
                        Topic.DELETE,
                        TaskDelete.newBuilder()
                                .setContainerId(container.id())
                                .setId(container.id())
                                .setPid(first.pid())
                                .setExitStatus(exit == null ? 0 : exit.status())
                                .setExitedAt(Publisher.timestamp(exit == null ? Instant.now() : exit.at()))
                                .build());
        return exit;
    }

    private void watch(TaskProcess process, End end) {
        // In a thread of its own also when it has ended already: this one may have the turn, and its own event to tell
        // first.
        var _ = end.thenAccept(exit -> Thread.ofVirtual().start(() -> ended(process, exit)));
    }

    /** Whatever fails on the way, the end is told: nobody else will. */
    private void ended(TaskProcess process, Exit exit) {
        if (process == first) {
            attempt(container::killStragglers);
            attempt(this::awaitExecs);
        }
        attempt(process.stdio()::close);
        try (Life.Turn _ = process.life().end()) {
            if (process == first) {
                attempt(() -> services.oom().remove(container.id()));
            }
            process.life().over(exit);
            services.publisher()
                    .publish(
                            Topic.EXIT,
                            TaskExit.newBuilder()
                                    .setContainerId(container.id())
                                    .setId(process == first ? container.id() : process.execId())
                                    .setPid(exit.pid())
                                    .setExitStatus(exit.status())
                                    .setExitedAt(Publisher.timestamp(exit.at()))
                                    .build());
        }
        if (process == first) {
            abandonUnstarted();
        }
        process.ended().complete(exit);
    }

    /** What can never be started any more, and would keep its streams. */
    private void abandonUnstarted() {
        for (Exec exec : execs.values()) {
            if (exec.process().life().leaveUnstarted()) {
                exec.abandon();
                exec.process().life().stay();
            }
        }
    }

    /** The container's own end is told last. */
    private void awaitExecs() throws InterruptedException {
        CompletableFuture<?>[] others = execs.values().stream()
                .filter(exec -> exec.process().pid() != 0)
                .map(exec -> exec.process().ended())
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(others).get(LAST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            services.cell().log(container.id() + ": a process outlives its container");
        }
    }

    private void attempt(Attempt part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            services.cell().log(container.id() + ": at its end: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Attempt {
        void run() throws InterruptedException;
    }

    private static @Nullable Exit soon(CompletableFuture<Exit> exit) throws InterruptedException {
        try {
            return exit.get(LAST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return null;
        }
    }
}
