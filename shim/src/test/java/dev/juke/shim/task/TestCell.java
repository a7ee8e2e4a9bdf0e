/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.MessageLite;
import dev.juke.linux.Fifo;
import dev.juke.linux.Reaper;
import dev.juke.runtime.Planner;
import dev.juke.sandbox.host.FactsFile;
import dev.juke.shim.api.events.ForwardRequest;
import dev.juke.shim.api.options.Runc.Options;
import dev.juke.shim.api.task.CreateTaskRequest;
import dev.juke.shim.api.task.DeleteRequest;
import dev.juke.shim.api.task.ExecProcessRequest;
import dev.juke.shim.api.task.KillRequest;
import dev.juke.shim.api.task.StartRequest;
import dev.juke.shim.api.task.StateRequest;
import dev.juke.shim.api.task.StateResponse;
import dev.juke.shim.api.task.WaitRequest;
import dev.juke.shim.api.task.WaitResponse;
import dev.juke.shim.api.types.Status;
import dev.juke.shim.cell.Cell;
import dev.juke.shim.event.Publisher;
import dev.juke.ttrpc.Context;
import dev.juke.ttrpc.Method;
import dev.juke.ttrpc.Server;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** The Task service of a cell with the OCI runtime of {@code resources/…/task/runc}, called as containerd calls it, and its events. */
final class TestCell implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String SERVICE = "containerd.task.v2.Task/";

    final Path directory;
    final List<String> events = new CopyOnWriteArrayList<>();
    private final Path runc;
    private final Publisher publisher;
    private final Server containerd;
    private final Map<String, Method> methods;

    TestCell(Path directory, ImageFacts images) throws IOException {
        this.directory = directory;
        runc = directory.resolve("runc");
        try (InputStream script = Objects.requireNonNull(TestCell.class.getResourceAsStream("runc"))) {
            Files.copy(script, runc);
        }
        Files.setPosixFilePermissions(runc, PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(directory.resolve("key/1/tasks"));
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(directory.resolve("events")));
        containerd = new Server(
                channel, Map.of("containerd.services.events.ttrpc.v1.Events/Forward", (_, bytes) -> heard(bytes)));
        containerd.start();
        publisher = new Publisher(directory.resolve("events"), "default", events::add);
        Cell cell = Cell.open(directory.resolve("key/1"));
        methods = TaskService.of(
                        Reaper.start(),
                        new Planner(
                                Path.of("/nowhere/juke-init"), new FactsFile(directory, Path.of("/nowhere/juke-init"))),
                        publisher,
                        cell,
                        "default",
                        images)
                .methods();
    }

    private byte[] heard(byte[] bytes) throws IOException {
        events.add(ForwardRequest.parseFrom(bytes).getEnvelope().getTopic().substring("/tasks/".length()));
        return Empty.getDefaultInstance().toByteArray();
    }

    byte[] call(String method, MessageLite request) throws Exception {
        return Objects.requireNonNull(methods.get(SERVICE + method))
                .call(new Context(Map.of(), null), request.toByteArray());
    }

    /** The request that makes a container of a script; its bundle is made. */
    CreateTaskRequest.Builder bundle(String id, String script) throws IOException {
        return bundle(id, script, "");
    }

    CreateTaskRequest.Builder bundle(String id, String script, String cgroupsPath) throws IOException {
        Path bundle = directory.resolve("bundles").resolve(id);
        Files.createDirectories(bundle.resolve("rootfs"));
        Files.writeString(bundle.resolve("config.json"), """
                {"ociVersion": "1.0.2", "root": {"path": "rootfs"}, "process": {"args": ["sh", "-c", "%s"]},
                 "linux": {"cgroupsPath": "%s"}}
                """.formatted(script, cgroupsPath));
        return CreateTaskRequest.newBuilder()
                .setId(id)
                .setBundle(bundle.toString())
                .setOptions(options());
    }

    Any options() {
        return options(Options.newBuilder());
    }

    /** With our OCI runtime. */
    Any options(Options.Builder options) {
        return Any.newBuilder()
                .setTypeUrl("containerd.runc.v1.Options")
                .setValue(options.setBinaryName(runc.toString())
                        .setRoot(directory.resolve("state").toString())
                        .build()
                        .toByteString())
                .build();
    }

    void create(String id, String script) throws Exception {
        call("Create", bundle(id, script).build());
    }

    void exec(String id, String execId, String script) throws Exception {
        exec(id, execId, script, "");
    }

    void exec(String id, String execId, String script, String stdout) throws Exception {
        call(
                "Exec",
                ExecProcessRequest.newBuilder()
                        .setId(id)
                        .setExecId(execId)
                        .setStdout(stdout)
                        .setSpec(Any.newBuilder()
                                .setTypeUrl("types.containerd.io/opencontainers/runtime-spec/1/Process")
                                .setValue(ByteString.copyFromUtf8("{\"args\": [\"sh\", \"-c\", \"" + script + "\"]}")))
                        .build());
    }

    void start(String id, String execId) throws Exception {
        call("Start", StartRequest.newBuilder().setId(id).setExecId(execId).build());
    }

    void kill(String id, String execId, int signal) throws Exception {
        call(
                "Kill",
                KillRequest.newBuilder()
                        .setId(id)
                        .setExecId(execId)
                        .setSignal(signal)
                        .build());
    }

    void delete(String id, String execId) throws Exception {
        call("Delete", DeleteRequest.newBuilder().setId(id).setExecId(execId).build());
    }

    int await(String id, String execId) throws Exception {
        return WaitResponse.parseFrom(call(
                        "Wait",
                        WaitRequest.newBuilder().setId(id).setExecId(execId).build()))
                .getExitStatus();
    }

    StateResponse state(String id, String execId) throws Exception {
        return StateResponse.parseFrom(call(
                "State", StateRequest.newBuilder().setId(id).setExecId(execId).build()));
    }

    Status status(String id) throws Exception {
        return state(id, "").getStatus();
    }

    /** Calls of that verb wait from now on. */
    void hold(String verb) throws IOException {
        Fifo.make(directory.resolve("hold-" + verb), PosixFilePermissions.fromString("rw-------"));
    }

    /** The call of that verb that waits goes on, and others do not wait. */
    void release(String verb) throws IOException {
        Path fifo = directory.resolve("hold-" + verb);
        Files.writeString(fifo, "\n");
        Files.delete(fifo);
    }

    void failing(String verb, String reason) throws IOException {
        Files.writeString(directory.resolve("fail-" + verb), reason);
    }

    boolean wasCalled(String verb) {
        return calls().stream().anyMatch(line -> line.startsWith(verb + " "));
    }

    /** VERB and its words, a line each. */
    List<String> calls() {
        try {
            Path calls = directory.resolve("calls");
            return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    String log() throws IOException {
        Path log = directory.resolve("key/1/log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** Does something at the same time. */
    static <T> CompletableFuture<T> meanwhile(Callable<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                done.complete(action.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    static void eventually(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    /** The events so far are these, and no more come for a task whose last is delete. */
    void hasEvents(String... topics) throws InterruptedException {
        eventually(() -> events.size() >= topics.length);
        assertThat(events).containsExactly(topics);
    }

    @Override
    public void close() {
        publisher.close();
        containerd.close();
    }
}
