/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox;

import dev.juke.base.JukeException;
import dev.juke.base.json.JsonObject;
import dev.juke.machine.monitor.MonitorCommand;
import dev.juke.sandbox.bundle.Bundle;
import dev.juke.sandbox.bundle.ForeignMounts;
import dev.juke.sandbox.bundle.Limits;
import dev.juke.sandbox.bundle.MonitorUser;
import dev.juke.sandbox.host.HostFacts;
import dev.juke.sandbox.network.Forwarder;
import dev.juke.sandbox.network.HandOver;
import dev.juke.sandbox.network.NetworkFacts;
import dev.juke.sandbox.storage.OwnRoot;
import dev.juke.unikernel.Metadata;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans the sandbox of a unikernel bundle. Pure: all that it knows is in its arguments. */
public final class SandboxPlanner {
    /** Where the monitor sees the image's files. */
    private static final MonitorPlanner.Paths PATHS =
            new MonitorPlanner.Paths("/guest/kernel", "/guest/initrd", "/guest/block");

    /** And where it sees a block device: /dev is the sandbox's one file system that has devices. */
    private static final MonitorPlanner.Paths DEVICE_PATHS =
            new MonitorPlanner.Paths(PATHS.kernel(), PATHS.initrd(), "/dev/vda");

    /**
     * A client that stops a container forces it when its own time is over (podman stop -t, terminationGracePeriodSeconds), and an OCI
     * runtime makes no KILL of a TERM: a day. Milliseconds.
     */
    private static final long GRACE_MILLIS = 86_400_000;

    /** How many user ids there are where no namespace maps them: 2^32 - 1 (user_namespaces(7)). */
    private static final long ALL_IDS = 0xffffffffL;

    private SandboxPlanner() {}

    /**
     * What the plan is made from.
     *
     * @param id the container's id
     * @param bundle the client's bundle
     * @param metadata what the image says
     * @param files the image's files, found and checked
     * @param nameServers resolvers of the container, those on its loopback net included
     * @param network the container's network namespace as it is, or null when it does not exist yet
     * @param host what this host can do
     * @param hostCpus how many CPUs this host has
     * @param mappedIds how many user ids, from 0, exist in the caller's user namespace
     * @param monitorFiles the host's files that the monitor needs
     * @param jukeInit the program juke-init on this host
     * @param runDirectory the directory of the launch file on this host
     * @param hook for a caller that starts the container in the same breath as it creates it: the command that gives the network to the
     *     guest, run as the last createRuntime hook; the same with {@code juke-forget} as its first argument removes the plan, as the last
     *     poststop hook. Empty for none
     * @param policy what the operator wants
     */
    public record Request(
            String id,
            Bundle bundle,
            Metadata metadata,
            Workload.Files files,
            List<String> nameServers,
            @Nullable NetworkFacts network,
            HostFacts host,
            int hostCpus,
            long mappedIds,
            MonitorFiles monitorFiles,
            Path jukeInit,
            Path runDirectory,
            List<String> hook,
            Policy policy) {}

    /** Makes the plan. */
    public static SandboxPlan plan(Request request) {
        Bundle bundle = request.bundle();
        List<String> warnings = new ArrayList<>(ForeignMounts.check(bundle));
        JsonObject hooks = bundle.config().object("hooks");
        if (hooks != null && !hooks.objects("startContainer").isEmpty()) {
            throw JukeException.input(
                    "startContainer hooks run programs inside the container's root file system, which a guest has not",
                    "use createContainer or createRuntime hooks");
        }
        JsonObject networkNamespace = bundle.namespace("network");
        if (networkNamespace == null) {
            throw sharesHostNetwork();
        }
        HostFacts host = hostOf(request);
        if (!host.kvm().usable() && request.policy().acceleration() == Policy.Acceleration.AUTO) {
            warnings.add("KVM does not work here (" + host.kvm().reason()
                    + "): the guest is translated, which is several times slower");
        }
        MonitorUser user = MonitorUser.of(bundle, request.policy().monitorId(), request.mappedIds());
        NetworkFacts network = request.network();
        HandOver handOver =
                network == null ? null : HandOver.plan(network, request.id(), user.hostUid(), request.nameServers());
        Workload workload = new Workload(
                request.metadata(),
                request.files(),
                bundle.arguments(),
                bundle.environment(),
                bundle.hostname(),
                Limits.memory(bundle),
                Limits.vcpus(bundle, request.hostCpus()),
                handOver == null ? List.of() : handOver.identities(),
                handOver == null ? List.of() : handOver.nameServers(),
                bundle.isReadOnly());
        MonitorPlanner.Paths paths = request.files().device() == null ? PATHS : DEVICE_PATHS;
        if (request.files().device() != null && inUserNamespace(request)) {
            throw OwnRoot.inUserNamespace(request.metadata());
        }
        MonitorCommand command = MonitorPlanner.plan(workload, paths, host, request.policy());
        List<String> mounts = new ArrayList<>(request.monitorFiles().mounts());
        mounts.add(command.arguments().getFirst());
        JsonObject config = DerivedConfig.of(
                bundle,
                user,
                command.accelerator(),
                paths,
                request.files(),
                mounts,
                request.jukeInit(),
                request.runDirectory());
        List<String> hook = request.hook();
        if (!hook.isEmpty()) {
            DerivedConfig.addHook(config, "createRuntime", hook);
            List<String> forget = new ArrayList<>(hook);
            forget.set(1, "juke-forget");
            DerivedConfig.addHook(config, "poststop", forget);
        }
        LaunchFile launch = null;
        if (handOver != null) {
            warnings.addAll(handOver.warnings());
            launch = LaunchFile.of(command, GRACE_MILLIS).put("status", DerivedConfig.RUN + "/status");
            Forwarder forwarder = handOver.forwarder();
            if (forwarder != null) {
                forwarder.describe(launch);
            }
            if (bundle.process().bool("terminal", false)) {
                launch.put("terminal", "1");
            }
        }
        return new SandboxPlan(
                config,
                request.monitorFiles().links(),
                launch,
                handOver,
                networkNamespace.text("path"),
                user.hostUid(),
                bundle.isReadOnly() ? null : request.files().block(),
                warnings);
    }

    /** Why a guest cannot have the host's network. */
    public static JukeException sharesHostNetwork() {
        return JukeException.input(
                "a guest cannot share the host's network: it would take the host's address",
                "give the container a network of its own, or none");
    }

    /**
     * The host as the monitor sees it. In a user namespace no device can be made, only the host's own be shown, whose owner and mode keep the
     * monitor out: so it does without KVM.
     */
    private static HostFacts hostOf(Request request) {
        if (!inUserNamespace(request) || !request.host().kvm().usable()) {
            return request.host();
        }
        return new HostFacts(
                new HostFacts.Kvm(false, "in a user namespace /dev/kvm cannot be given to the monitor"),
                request.host().qemus());
    }

    private static boolean inUserNamespace(Request request) {
        return !request.bundle().linux().objects("uidMappings").isEmpty() || request.mappedIds() < ALL_IDS;
    }
}
