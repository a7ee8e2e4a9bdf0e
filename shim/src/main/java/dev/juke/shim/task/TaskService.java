/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.juke.base.JukeException;
import dev.juke.linux.Exit;
import dev.juke.linux.LinuxException;
import dev.juke.linux.Reaper;
import dev.juke.runtime.Planner;
import dev.juke.shim.api.options.Runc.CheckpointOptions;
import dev.juke.shim.api.options.Runc.ProcessDetails;
import dev.juke.shim.api.task.CheckpointTaskRequest;
import dev.juke.shim.api.task.CloseIORequest;
import dev.juke.shim.api.task.ConnectRequest;
import dev.juke.shim.api.task.ConnectResponse;
import dev.juke.shim.api.task.CreateTaskRequest;
import dev.juke.shim.api.task.CreateTaskResponse;
import dev.juke.shim.api.task.DeleteRequest;
import dev.juke.shim.api.task.DeleteResponse;
import dev.juke.shim.api.task.ExecProcessRequest;
import dev.juke.shim.api.task.KillRequest;
import dev.juke.shim.api.task.PauseRequest;
import dev.juke.shim.api.task.PidsRequest;
import dev.juke.shim.api.task.PidsResponse;
import dev.juke.shim.api.task.ResizePtyRequest;
import dev.juke.shim.api.task.ResumeRequest;
import dev.juke.shim.api.task.ShutdownRequest;
import dev.juke.shim.api.task.StartRequest;
import dev.juke.shim.api.task.StartResponse;
import dev.juke.shim.api.task.StateRequest;
import dev.juke.shim.api.task.StateResponse;
import dev.juke.shim.api.task.StatsRequest;
import dev.juke.shim.api.task.StatsResponse;
import dev.juke.shim.api.task.TaskOOM;
import dev.juke.shim.api.task.UpdateTaskRequest;
import dev.juke.shim.api.task.WaitRequest;
import dev.juke.shim.api.task.WaitResponse;
import dev.juke.shim.api.types.ProcessInfo;
import dev.juke.shim.cell.Cell;
import dev.juke.shim.cgroup.OomWatch;
import dev.juke.shim.cgroup.OwnCgroup;
import dev.juke.shim.event.Publisher;
import dev.juke.shim.event.Topic;
import dev.juke.ttrpc.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * containerd's service {@code containerd.task.v2.Task} (containerd 1.6 and 1.7) and {@code containerd.task.v3.Task} (2.x), whose calls and
 * messages are the same. One method here for each call: what it says is decoded, done by the {@link Task}, and answered.
 */
public final class TaskService {
    private static final List<String> NAMES = List.of("containerd.task.v2.Task", "containerd.task.v3.Task");

    private final Tasks tasks;
    private final Services services;

    private TaskService(Services services) {
        this.services = services;
        this.tasks = new Tasks();
    }

    /**
     * The service of a cell.
     *
     * @param namespace containerd's namespace, which all its tasks share
     * @param images decides which containers are unikernels
     */
    public static TaskService of(
            Reaper reaper, Planner planner, Publisher publisher, Cell cell, String namespace, ImageFacts images) {
        OomWatch oom = new OomWatch(id -> publisher.publish(
                Topic.OOM, TaskOOM.newBuilder().setContainerId(id).build()));
        return new TaskService(new Services(reaper, planner, publisher, oom, new OwnCgroup(), namespace, cell, images));
    }

    /** Whether it has tasks. */
    public boolean isBusy() {
        return !tasks.isEmpty();
    }

    /** The calls, by {@code service/method}. */
    public Map<String, Method> methods() {
        Map<String, Method> calls = new HashMap<>();
        // Waiting may be given up when containerd goes away. Everything else is brought to its end: half a container is
        // nobody's.
        calls.put("State", (context, bytes) -> answer(state(StateRequest.parseFrom(bytes))));
        calls.put("Create", (context, bytes) -> answer(create(CreateTaskRequest.parseFrom(bytes))));
        calls.put("Start", (context, bytes) -> answer(start(StartRequest.parseFrom(bytes))));
        calls.put("Delete", (context, bytes) -> answer(delete(DeleteRequest.parseFrom(bytes))));
        calls.put("Pids", (context, bytes) -> answer(pids(PidsRequest.parseFrom(bytes))));
        calls.put("Pause", (context, bytes) -> answer(pause(PauseRequest.parseFrom(bytes))));
        calls.put("Resume", (context, bytes) -> answer(resume(ResumeRequest.parseFrom(bytes))));
        calls.put("Checkpoint", (context, bytes) -> answer(checkpoint(CheckpointTaskRequest.parseFrom(bytes))));
        calls.put("Kill", (context, bytes) -> answer(kill(KillRequest.parseFrom(bytes))));
        calls.put("Exec", (context, bytes) -> answer(exec(ExecProcessRequest.parseFrom(bytes))));
        calls.put("ResizePty", (context, bytes) -> answer(resize(ResizePtyRequest.parseFrom(bytes))));
        calls.put("CloseIO", (context, bytes) -> answer(closeInput(CloseIORequest.parseFrom(bytes))));
        calls.put("Update", (context, bytes) -> answer(update(UpdateTaskRequest.parseFrom(bytes))));
        calls.put("Wait", (context, bytes) -> answer(await(WaitRequest.parseFrom(bytes))));
        calls.put("Stats", (context, bytes) -> answer(stats(StatsRequest.parseFrom(bytes))));
        calls.put("Connect", (context, bytes) -> answer(connect(ConnectRequest.parseFrom(bytes))));
        calls.put("Shutdown", (context, bytes) -> answer(shutdown(ShutdownRequest.parseFrom(bytes))));
        Map<String, Method> methods = new HashMap<>();
        for (String name : NAMES) {
            calls.forEach((call, method) -> methods.put(
                    name + "/" + call, Failures.translated(call.equals("Wait") ? method : Unbroken.method(method))));
        }
        return methods;
    }

    private static byte[] answer(MessageLite message) {
        return message.toByteArray();
    }

    private MessageLite create(CreateTaskRequest request) throws LinuxException, InterruptedException {
        String id = Ids.checked(request.getId());
        Tasks.Place place = tasks.claim(id);
        Task task;
        try {
            task = new Creation(services, request).run();
        } catch (Runc.Failure e) {
            place.giveUp();
            throw new Runc.Failure("OCI runtime create failed: " + e.getMessage());
        } catch (LinuxException | RuntimeException | InterruptedException | Error e) {
            place.giveUp();
            throw e;
        }
        place.take(task);
        task.watch();
        return CreateTaskResponse.newBuilder().setPid(task.process("").pid()).build();
    }

    private MessageLite start(StartRequest request) throws LinuxException, InterruptedException {
        int pid = tasks.get(request.getId()).start(request.getExecId());
        return StartResponse.newBuilder().setPid(pid).build();
    }

    private MessageLite state(StateRequest request) throws InterruptedException {
        Task task = tasks.get(request.getId());
        TaskProcess process = task.process(request.getExecId());
        Streams streams = process.stdio().streams();
        StateResponse.Builder state = StateResponse.newBuilder()
                .setId(request.getId())
                .setBundle(task.container().bundle().toString())
                .setPid(process.pid())
                .setStatus(process.life().status())
                .setStdin(streams.stdin())
                .setStdout(streams.stdout())
                .setStderr(streams.stderr())
                .setTerminal(streams.terminal())
                .setExecId(request.getExecId());
        Exit exit = process.life().exit();
        if (exit != null) {
            state.setExitStatus(exit.status()).setExitedAt(Publisher.timestamp(exit.at()));
        }
        return state.build();
    }

    private MessageLite delete(DeleteRequest request) throws LinuxException, InterruptedException {
        Task task = tasks.get(request.getId());
        int pid = task.process(request.getExecId()).pid();
        Exit exit = task.delete(request.getExecId());
        if (request.getExecId().isEmpty() && tasks.remove(request.getId(), task)) {
            services.cell().release(request.getId());
        }
        DeleteResponse.Builder response = DeleteResponse.newBuilder().setPid(pid);
        if (exit != null) {
            response.setExitStatus(exit.status()).setExitedAt(Publisher.timestamp(exit.at()));
        }
        return response.build();
    }

    private MessageLite pids(PidsRequest request) throws InterruptedException {
        Task task = tasks.get(request.getId());
        Map<Integer, String> execs = new HashMap<>();
        task.execs()
                .forEach(exec -> execs.put(exec.process().pid(), exec.process().execId()));
        PidsResponse.Builder response = PidsResponse.newBuilder();
        for (int pid : task.cgroup().pids()) {
            ProcessInfo.Builder info = ProcessInfo.newBuilder().setPid(pid);
            String exec = execs.get(pid);
            if (exec != null) {
                info.setInfo(Any.newBuilder()
                        .setTypeUrl("containerd.runc.v1.ProcessDetails")
                        .setValue(ProcessDetails.newBuilder()
                                .setExecId(exec)
                                .build()
                                .toByteString()));
            }
            response.addProcesses(info);
        }
        return response.build();
    }

    private MessageLite pause(PauseRequest request) throws InterruptedException {
        tasks.get(request.getId()).pause();
        return Empty.getDefaultInstance();
    }

    private MessageLite resume(ResumeRequest request) throws InterruptedException {
        tasks.get(request.getId()).resume();
        return Empty.getDefaultInstance();
    }

    private MessageLite checkpoint(CheckpointTaskRequest request)
            throws InvalidProtocolBufferException, InterruptedException {
        CheckpointOptions options =
                CheckpointOptions.parseFrom(request.getOptions().getValue());
        tasks.get(request.getId()).checkpoint(request.getPath(), options);
        return Empty.getDefaultInstance();
    }

    private MessageLite kill(KillRequest request) throws LinuxException, InterruptedException {
        tasks.get(request.getId()).kill(request.getExecId(), request.getSignal(), request.getAll());
        return Empty.getDefaultInstance();
    }

    private MessageLite exec(ExecProcessRequest request) throws LinuxException, InterruptedException {
        Task task = tasks.get(request.getId());
        String execId = Ids.checked(request.getExecId());
        if (task.container().guest() != null) {
            throw new Unsupported("exec is not possible: container " + request.getId()
                    + " is a unikernel, which has no processes to join");
        }
        ByteString specification = json(request.getSpec(), "Process");
        Streams streams = new Streams(
                request.getStdin(),
                request.getStdout(),
                request.getStderr(),
                request.getTerminal(),
                task.process("").stdio().streams().owner());
        Stdio stdio = Creation.open(services, streams, request.getId());
        try {
            task.addExec(new Exec(new TaskProcess(request.getId(), execId, stdio), specification));
        } catch (RuntimeException e) {
            stdio.close();
            throw e;
        }
        return Empty.getDefaultInstance();
    }

    private MessageLite resize(ResizePtyRequest request) throws LinuxException, InterruptedException {
        tasks.get(request.getId()).process(request.getExecId()).stdio().resize(request.getWidth(), request.getHeight());
        return Empty.getDefaultInstance();
    }

    private MessageLite closeInput(CloseIORequest request) throws InterruptedException {
        if (request.getStdin()) {
            tasks.get(request.getId()).process(request.getExecId()).stdio().closeInput();
        }
        return Empty.getDefaultInstance();
    }

    private MessageLite update(UpdateTaskRequest request) throws InterruptedException {
        Container container = tasks.get(request.getId()).container();
        String resources = json(request.getResources(), "LinuxResources").toStringUtf8();
        container.runc().run(container.bundle(), "update", List.of("--resources", "-", container.id()), resources);
        return Empty.getDefaultInstance();
    }

    private MessageLite await(WaitRequest request) throws InterruptedException {
        Exit exit = tasks.get(request.getId()).await(request.getExecId());
        return WaitResponse.newBuilder()
                .setExitStatus(exit.status())
                .setExitedAt(Publisher.timestamp(exit.at()))
                .build();
    }

    private MessageLite stats(StatsRequest request) throws InterruptedException {
        return StatsResponse.newBuilder()
                .setStats(tasks.get(request.getId()).cgroup().stats())
                .build();
    }

    private MessageLite connect(ConnectRequest request) throws InterruptedException {
        return ConnectResponse.newBuilder()
                .setShimPid((int) ProcessHandle.current().pid())
                .setTaskPid(tasks.get(request.getId()).process("").pid())
                .build();
    }

    /** The end of one task's shim, as containerd sees it; this process ends when its last task has gone and it has idled. */
    private MessageLite shutdown(ShutdownRequest request) {
        if (!tasks.has(request.getId())) {
            services.cell().release(request.getId());
        }
        return Empty.getDefaultInstance();
    }

    /** The JSON inside an Any: containerd's type URLs for it end in the name of the OCI specification's type. */
    private static ByteString json(Any any, String type) {
        if (!any.getTypeUrl().endsWith("/opencontainers/runtime-spec/1/" + type)) {
            throw JukeException.input("'" + any.getTypeUrl() + "' is not the type of an OCI " + type, "send its JSON");
        }
        return any.getValue();
    }
}
