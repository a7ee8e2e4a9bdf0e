/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.machine.Machine;
import dev.juke.machine.Machine.Nic.User.Forward;
import dev.juke.machine.monitor.MonitorCommand;
import dev.juke.sandbox.LaunchFile;
import dev.juke.sandbox.MonitorPlanner;
import dev.juke.sandbox.Policy;
import dev.juke.sandbox.Workload;
import dev.juke.sandbox.host.HostFacts;
import dev.juke.unikernel.Metadata;
import dev.juke.unikernel.guest.NetworkIdentity;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plans a container whose monitor runs on the host itself, below juke-init, with the monitor's own network: what works without root and
 * without a daemon. Pure: all that it knows is in its arguments.
 */
public final class DirectPlanner {
    /** The monitor's paths are relative to the container's directory: it need not be able to pass the directories above. */
    private static final MonitorPlanner.Paths PATHS =
            new MonitorPlanner.Paths(ContainerDirectory.KERNEL, ContainerDirectory.INITRD, ContainerDirectory.BLOCK);

    /** QEMU's user-mode network, whose addresses are fixed (QEMU's documentation, "Using the user mode network stack"). */
    private static final String GUEST_ADDRESS = "10.0.2.15";

    private static final int PREFIX_LENGTH = 24;
    private static final String GATEWAY = "10.0.2.2";
    private static final String RESOLVER = "10.0.2.3";

    /** Of util-linux; Busybox has it there, too. */
    private static final String SETSID = "/usr/bin/setsid";

    /** How much longer than a stop juke-init itself waits before force. */
    private static final long GRACE_MARGIN_MILLIS = 5_000;

    /** Nobody sits before a detached guest: how long to wait is said by whoever stops it. An hour, for the case that he dies meanwhile. */
    private static final long DETACHED_GRACE_MILLIS = 3_600_000;

    private DirectPlanner() {}

    /**
     * What the plan is made from.
     *
     * @param id the container's id
     * @param name its name; empty for one that Juke invents
     * @param created when it is made
     * @param image what it is made from
     * @param metadata what the image says, and the caller over it
     * @param files the image's files
     * @param arguments the guest's arguments
     * @param environment the guest's environment
     * @param hostname the guest's host name, or null for one like the id
     * @param memoryLimit bytes for guest and monitor together, or null
     * @param vcpus virtual CPUs
     * @param forwards published ports, all of them chosen
     * @param options how the container behaves
     * @param host what this host can do
     * @param account who the monitor is
     * @param directory where the container's files will lie
     * @param policy what the operator wants
     */
    public record Request(
            ContainerId id,
            String name,
            Instant created,
            Container.ImageUse image,
            Metadata metadata,
            Workload.Files files,
            List<String> arguments,
            List<String> environment,
            @Nullable String hostname,
            @Nullable Long memoryLimit,
            int vcpus,
            List<Forward> forwards,
            Container.Options options,
            HostFacts host,
            MonitorAccount account,
            Path directory,
            Policy policy) {}

    /** Makes the plan. */
    public static DirectPlan plan(Request request) {
        String hostname = request.hostname() == null ? request.id().shortHex() : request.hostname();
        NetworkIdentity network = new NetworkIdentity(
                new Machine.Nic.User(request.id().mac(), request.forwards()), GUEST_ADDRESS, PREFIX_LENGTH, GATEWAY);
        Workload workload = new Workload(
                request.metadata(),
                request.files(),
                request.arguments(),
                request.environment(),
                hostname,
                request.memoryLimit(),
                request.vcpus(),
                List.of(network),
                List.of(RESOLVER),
                false);
        MonitorCommand command =
                MonitorPlanner.plan(workload, PATHS, request.account().seen(request.host()), request.policy());
        Container container = new Container(
                request.id(),
                request.name(),
                request.image(),
                request.created(),
                workload.effectiveArguments(),
                request.environment(),
                hostname,
                request.forwards(),
                request.options(),
                command.arguments(),
                command.accelerator());
        return new DirectPlan(container, launch(command, request), request.files(), request.account());
    }

    private static LaunchFile launch(MonitorCommand command, Request request) {
        ContainerDirectory directory = new ContainerDirectory(request.directory());
        Container.Options options = request.options();
        MonitorAccount account = request.account();
        LaunchFile launch = LaunchFile.of(options.terminal() ? command : apart(command), graceMillis(options));
        launch.put("record", directory.file(RecordFile.NAME).toString());
        launch.put("console-log", directory.file(ContainerDirectory.CONSOLE_LOG).toString());
        if (options.detached()) {
            // The launcher script makes it and reads it.
            launch.put("status", directory.file("status").toString());
        }
        if (options.terminal()) {
            launch.put("terminal", "1");
        }
        if (account.id() != null) {
            launch.put("uid", account.id().toString());
            launch.put("gid", account.id().toString());
            for (Integer group : account.groups()) {
                launch.put("group", group.toString());
            }
        }
        return launch;
    }

    /**
     * The command in a session of its own, so that a control-C in the caller's terminal reaches juke-init alone, which asks the guest:
     * QEMU would just end. Only one that reads from the terminal must stay; then the keys are the guest's, and make no signals.
     */
    private static MonitorCommand apart(MonitorCommand command) {
        List<String> arguments = new ArrayList<>();
        arguments.add(SETSID);
        arguments.addAll(command.arguments());
        return new MonitorCommand(
                List.copyOf(arguments), command.control(), command.exitCode(), command.stop(), command.accelerator());
    }

    private static long graceMillis(Container.Options options) {
        boolean patient = options.detached() || options.stopSeconds() < 0;
        return patient ? DETACHED_GRACE_MILLIS : options.stopSeconds() * 1000L + GRACE_MARGIN_MILLIS;
    }
}
