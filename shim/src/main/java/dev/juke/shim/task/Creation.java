/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.base.JukeException;
import dev.juke.base.json.JsonObject;
import dev.juke.linux.LinuxException;
import dev.juke.sandbox.bundle.Bundle;
import dev.juke.shim.api.task.CreateTaskRequest;
import dev.juke.shim.api.task.TaskCreate;
import dev.juke.shim.api.task.TaskIO;
import dev.juke.shim.event.Topic;
import dev.juke.unikernel.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a task: mounts its root file system, plans it if it is a unikernel, and lets the OCI runtime create it. */
record Creation(Services services, CreateTaskRequest request) {
    private static final Pattern SYSTEMD_PATH = Pattern.compile("[^/:]*\\.slice:[^/:]*:[^/:]+");
    private static final AtomicLong COUNTER = new AtomicLong();

    /** Returns the task, whose end is not yet watched; when it fails nothing is left. */
    Task run() throws LinuxException, InterruptedException {
        if (!request.getCheckpoint().isEmpty()) {
            throw new Unsupported("a container cannot be restored from a checkpoint");
        }
        String id = request.getId();
        Path bundle = Path.of(request.getBundle());
        if (!bundle.isAbsolute() || !Files.isDirectory(bundle)) {
            throw JukeException.input("the bundle " + bundle + " is no directory with an absolute path", "");
        }
        RuntimeOptions options = RuntimeOptions.of(request.getOptions());
        heed(options);
        Path program = Programs.ociRuntime(options.binaryName());
        Path root = options.root().resolve(services.namespace());
        services.cell().claim(id, bundle);
        writeRuntime(bundle, root, program);
        Rootfs rootfs = new Rootfs(services.reaper(), bundle.resolve("rootfs"), request.getRootfsList());
        rootfs.mount();
        Guest guest = null;
        Stdio stdio = null;
        Container container = null;
        try {
            Bundle described = Bundle.read(bundle);
            Metadata metadata = services.images().find(id, described);
            RootDisk disk = rootfs.settle(metadata);
            if (metadata != null) {
                guest = new Guest(
                        services.reaper(), services.planner(), services.cell()::log, id, described, metadata, disk);
                guest.prepare(root.resolve(id));
            }
            Runc runc = new Runc(services.reaper(), program, root, options.systemdCgroup() || wantsSystemd(described));
            container = new Container(id, bundle, runc, rootfs, guest, sharesProcesses(described));
            Streams streams = new Streams(
                    request.getStdin(),
                    request.getStdout(),
                    request.getStderr(),
                    request.getTerminal(),
                    options.owner());
            stdio = open(services, streams, id);
            TaskProcess first = new TaskProcess(id, "", stdio);
            create(container, options, first);
            Task task = task(container, first);
            publish(first.pid());
            return task;
        } catch (LinuxException | RuntimeException | InterruptedException e) {
            undo(rootfs, container, guest, stdio);
            throw e;
        }
    }

    private Task task(Container container, TaskProcess first) {
        try {
            return new Task(services, container, first);
        } catch (JukeException e) {
            // Not NOT_FOUND, which would be said of the task.
            throw new JukeException(
                    JukeException.Category.HOST,
                    "the container has ended while it was created: " + e.getMessage(),
                    "",
                    e);
        }
    }

    /** What concerns the cell; it is one for many, and one word on what cannot be done for all of them is enough. */
    private void heed(RuntimeOptions options) {
        if (!options.shimCgroup().isEmpty()) {
            String joined = services.ownCgroup().join(options.shimCgroup());
            if (!joined.equals(options.shimCgroup())) {
                services.cell()
                        .logOnce("this cell is in the cgroup " + joined + ", and not also in " + options.shimCgroup());
            }
        }
        if (!options.criuPath().isEmpty()) {
            services.cell().logOnce("the path of criu is not heeded: runc finds it on PATH");
        }
    }

    /** Opens the streams of a process of this cell. */
    static Stdio open(Services services, Streams streams, String id) throws LinuxException, InterruptedException {
        // Paths of sockets end at 107 characters: the cell's directory is short, a bundle's may not be.
        Path console = services.cell().directory().resolve("t" + COUNTER.incrementAndGet());
        return Stdio.open(streams, console, new LogProgram.Starter(services.reaper(), id, services.namespace()));
    }

    private void create(Container container, RuntimeOptions options, TaskProcess first)
            throws LinuxException, InterruptedException {
        Path pidFile = container.bundle().resolve("init.pid");
        Guest guest = container.guest();
        List<String> words = new ArrayList<>(List.of(
                "--bundle",
                (guest == null ? container.bundle() : guest.derivedBundle()).toString(),
                "--pid-file",
                pidFile.toString()));
        Path console = first.stdio().consoleSocket();
        if (console != null) {
            words.addAll(List.of("--console-socket", console.toString()));
        }
        if (options.noPivotRoot()) {
            words.add("--no-pivot");
        }
        if (options.noNewKeyring()) {
            words.add("--no-new-keyring");
        }
        words.add(container.id());
        container.runc().launch(container.bundle(), first.stdio(), "create", words);
        first.stdio().connect();
        first.born(services.reaper().adopt(Runc.pid(pidFile)));
    }

    private void publish(int pid) {
        services.publisher()
                .publish(
                        Topic.CREATE,
                        TaskCreate.newBuilder()
                                .setContainerId(request.getId())
                                .setBundle(request.getBundle())
                                .addAllRootfs(request.getRootfsList())
                                .setIo(TaskIO.newBuilder()
                                        .setStdin(request.getStdin())
                                        .setStdout(request.getStdout())
                                        .setStderr(request.getStderr())
                                        .setTerminal(request.getTerminal()))
                                .setCheckpoint(request.getCheckpoint())
                                .setPid(pid)
                                .build());
    }

    /** For {@code delete}, when this cell has died. */
    private static void writeRuntime(Path bundle, Path root, Path program) {
        try {
            Files.writeString(bundle.resolve("juke-root"), root + "\n" + program + "\n");
        } catch (IOException e) {
            throw JukeException.host(bundle + " cannot be written: " + e, "see that its file system is not full");
        }
    }

    /** CRI tells no shim but runc's that systemd makes the cgroups: but then their path is SLICE:PREFIX:NAME (runc, docs/systemd.md). */
    private static boolean wantsSystemd(Bundle bundle) {
        String path = bundle.linux().text("cgroupsPath");
        return path != null && SYSTEMD_PATH.matcher(path).matches();
    }

    private static boolean sharesProcesses(Bundle bundle) {
        JsonObject namespace = bundle.namespace("pid");
        String path = namespace == null ? null : namespace.text("path");
        return namespace == null || (path != null && !path.isEmpty());
    }

    private void undo(Rootfs rootfs, @Nullable Container container, @Nullable Guest guest, @Nullable Stdio stdio) {
        if (stdio != null) {
            stdio.close();
        }
        try {
            if (container != null) {
                container.delete();
                return;
            }
            if (guest != null) {
                guest.forget();
            }
            rootfs.unmount();
        } catch (LinuxException | RuntimeException e) {
            services.cell()
                    .log(request.getId() + ": what a failed create left could not be removed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
