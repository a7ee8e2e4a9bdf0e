/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.base.JukeException;
import dev.juke.linux.Command;
import dev.juke.linux.Fd;
import dev.juke.linux.Fifo;
import dev.juke.linux.FileLock;
import dev.juke.linux.LinuxException;
import dev.juke.linux.Reaper;
import dev.juke.runtime.Planner;
import dev.juke.sandbox.PlanDirectory;
import dev.juke.sandbox.SandboxPlan;
import dev.juke.sandbox.Workload;
import dev.juke.sandbox.bundle.Bundle;
import dev.juke.sandbox.network.NetworkFacts;
import dev.juke.sandbox.storage.BootFiles;
import dev.juke.sandbox.storage.OwnRoot;
import dev.juke.unikernel.Metadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a unikernel needs beside the OCI runtime: its plan, its network, the word of its monitor. The same files in {@code BUNDLE/juke} as
 * {@code juke-runtime} writes, so that this can remove a container whose cell has died.
 */
final class Guest {
    /** How long a monitor may take until it runs the guest. */
    private static final Duration START = Duration.ofSeconds(60);

    /** Where juke-init finds the status FIFO (docs/launch-file.md, "Other uses"). */
    private static final int STATUS = 9;

    /** The monitor is another user. */
    private static final Set<PosixFilePermission> ANYBODY = PosixFilePermissions.fromString("rw-rw-rw-");

    private final Reaper reaper;
    private final Planner planner;
    private final Consumer<String> log;
    private final String id;
    private final Bundle bundle;
    private final Metadata metadata;
    private final Workload.Files found;
    private final Workload.Files files;
    private final PlanDirectory directory;
    private final Network network;
    private final @Nullable RootDisk disk;
    private String planned = NetworkFacts.LONELY;
    private @Nullable String lasting;

    /**
     * Finds the image's files.
     *
     * @param disk the container's root file system, when it is to be the guest's, else null
     */
    Guest(
            Reaper reaper,
            Planner planner,
            Consumer<String> log,
            String id,
            Bundle bundle,
            Metadata metadata,
            @Nullable RootDisk disk) {
        this.reaper = reaper;
        this.planner = planner;
        this.log = log;
        this.id = id;
        this.bundle = bundle;
        this.metadata = metadata;
        this.directory = PlanDirectory.of(bundle.directory());
        this.disk = disk;
        if (disk == null) {
            found = Workload.Files.find(bundle.rootfs(), metadata);
            files = found;
        } else {
            found = Workload.Files.find(bundle.rootfs(), metadata, disk.device());
            files = found.copiedTo(directory.boot());
        }
        this.network = new Network(reaper, directory.path());
    }

    /** The bundle that the OCI runtime gets. */
    Path derivedBundle() {
        return directory.path();
    }

    /**
     * Plans and writes the derived bundle.
     *
     * @param state the container's directory in the OCI runtime's root
     */
    void prepare(Path state) throws LinuxException, InterruptedException {
        String path = networkPath();
        // A new namespace has nothing but lo, until hooks or the client make more of it.
        planned = path == null ? NetworkFacts.LONELY : network.describe(Path.of(path));
        SandboxPlan plan = planner.plan(bundle, metadata, files, id, planned, List.of());
        plan.warnings().forEach(warning -> log.accept(id + ": " + warning));
        lasting = plan.lastingNetwork();
        directory.write(plan, planned);
        if (disk == null) {
            directory.giveDisk(plan);
        } else {
            give(disk);
        }
        directory.writeContainer(state);
        try {
            Fifo.make(directory.run().resolve("status"), ANYBODY);
        } catch (IOException e) {
            throw JukeException.host("the plan cannot be written: " + e, "see that its file system is not full");
        }
    }

    /** Takes the container's root file system away from this host, for the guest. */
    private void give(RootDisk disk) throws LinuxException, InterruptedException {
        BootFiles.copy(found.kernel(), files.kernel());
        Path initrd = found.initrd();
        Path copy = files.initrd();
        if (initrd != null && copy != null) {
            BootFiles.copy(initrd, copy);
        }
        String use = disk.take();
        if (use != null) {
            throw OwnRoot.inUse(metadata, use);
        }
    }

    /**
     * Gives the container's network to the guest, lets the runtime start it, and returns when the monitor runs it.
     *
     * @param pid juke-init
     * @param start the runtime's start
     */
    void start(int pid, Step start) throws LinuxException, InterruptedException {
        Path namespace = Path.of("/proc/" + pid + "/ns/net");
        // One start at a time in one network namespace: the namespace itself is the lock, held until QEMU has its taps.
        try (FileLock _ = FileLock.lockExisting(namespace);
                Fd status = Fifo.keep(directory.run().resolve("status"))) {
            String now = network.describe(pid);
            if (!now.equals(planned)) {
                directory.writeNetwork(planner.plan(bundle, metadata, files, id, now, List.of()), now);
                planned = now;
            }
            network.handOver(namespace);
            start.run();
            await(pid, status);
        }
    }

    private void await(int pid, Fd status) throws LinuxException, InterruptedException {
        Reaper.Result result = reaper.run(
                Command.of(
                                planner.init().toString(),
                                "await",
                                String.valueOf(STATUS),
                                String.valueOf(pid),
                                String.valueOf(START.toMillis()))
                        .inherit(STATUS, status),
                new byte[0],
                START.plusSeconds(5));
        if (result.status() != 0) {
            throw new Runc.Failure(new String(result.err(), StandardCharsets.UTF_8).strip());
        }
    }

    /** Removes what the plan left: in a network namespace that outlives the container, and in the bundle. */
    void forget() throws InterruptedException {
        if (lasting != null) {
            network.takeBack(Path.of(lasting));
        }
        directory.remove();
    }

    private @Nullable String networkPath() {
        var namespace = bundle.namespace("network");
        String path = namespace == null ? null : namespace.text("path");
        return path == null || path.isEmpty() ? null : path;
    }

    /** The OCI runtime's part of a start. */
    interface Step {
        void run() throws InterruptedException;
    }
}
