/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.runtime;

import dev.juke.base.json.JsonObject;
import dev.juke.sandbox.MonitorFiles;
import dev.juke.sandbox.PlanDirectory;
import dev.juke.sandbox.Policy;
import dev.juke.sandbox.SandboxPlan;
import dev.juke.sandbox.SandboxPlanner;
import dev.juke.sandbox.Workload;
import dev.juke.sandbox.bundle.Bundle;
import dev.juke.sandbox.bundle.Resolvers;
import dev.juke.sandbox.host.FactsFile;
import dev.juke.sandbox.host.HostProbe;
import dev.juke.sandbox.host.UserNamespace;
import dev.juke.sandbox.network.NetworkFacts;
import dev.juke.unikernel.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what a plan is made from on this host, and makes it. Writes nothing.
 *
 * @param init the program juke-init
 * @param facts what the host can do
 */
public record Planner(Path init, FactsFile facts) {
    private static final Path OWN_NETWORK = Path.of("/proc/self/ns/net");

    /** The planner of this installation: system properties {@code juke.init} and {@code juke.state}. */
    public static Planner ofInstallation() {
        return new Planner(jukeInit(), new FactsFile(state(), jukeInit()));
    }

    /** The same in a JVM that must not run programs as the JDK does. */
    public static Planner ofInstallation(HostProbe.Programs programs) {
        return new Planner(jukeInit(), new FactsFile(state(), jukeInit(), programs));
    }

    private static Path jukeInit() {
        return Path.of(System.getProperty("juke.init", "/usr/libexec/juke/juke-init"));
    }

    private static Path state() {
        return Path.of(System.getProperty("juke.state", "/run/juke"));
    }

    /**
     * Plans a container.
     *
     * @param networkText the output of {@code ip -j addr show; ip -j route show} in its network namespace, or null when that is not known
     * @param hook see {@link SandboxPlanner.Request#hook()}
     */
    public SandboxPlan plan(
            Bundle bundle, Metadata metadata, String id, @Nullable String networkText, List<String> hook) {
        return plan(bundle, metadata, Workload.Files.find(bundle.rootfs(), metadata), id, networkText, hook);
    }

    /** As {@link #plan(Bundle, Metadata, String, String, List)}, with files of the image that have been found. */
    public SandboxPlan plan(
            Bundle bundle,
            Metadata metadata,
            Workload.Files files,
            String id,
            @Nullable String networkText,
            List<String> hook) {
        refuseHostNetwork(bundle);
        JsonObject resolvConf = bundle.mount("/etc/resolv.conf");
        String resolvers = resolvConf == null ? null : resolvConf.text("source");
        return SandboxPlanner.plan(new SandboxPlanner.Request(
                id,
                bundle,
                metadata,
                files,
                resolvers == null ? List.of() : Resolvers.read(Path.of(resolvers)),
                networkText == null ? null : NetworkFacts.parse(networkText, "the network namespace"),
                facts.facts(),
                Runtime.getRuntime().availableProcessors(),
                UserNamespace.mappedIds(),
                MonitorFiles.ofHost(),
                init,
                PlanDirectory.of(bundle.directory()).run(),
                hook,
                Policy.DEFAULT));
    }

    /** A namespace of its own may be named by a path, and be the host's all the same (Docker's --network host). */
    private static void refuseHostNetwork(Bundle bundle) {
        JsonObject namespace = bundle.namespace("network");
        String path = namespace == null ? null : namespace.text("path");
        try {
            if (path != null && !path.isEmpty() && Files.isSameFile(Path.of(path), OWN_NETWORK)) {
                throw SandboxPlanner.sharesHostNetwork();
            }
        } catch (IOException e) {
            // It does not exist, or not yet: the OCI runtime has the words.
        }
    }
}
