/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import dev.juke.machine.Architecture;
import dev.juke.machine.monitor.QemuProgram;
import dev.juke.sandbox.bundle.Bundle;
import dev.juke.sandbox.bundle.MetadataFinder;
import dev.juke.sandbox.bundle.Resolvers;
import dev.juke.sandbox.host.HostFacts;
import dev.juke.sandbox.network.HandOver;
import dev.juke.sandbox.network.NetworkFacts;
import dev.juke.sandbox.storage.BlockDevice;
import dev.juke.unikernel.Metadata;
import dev.juke.unikernel.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole plan of a bundle, against files that a person has read. A case is a directory of {@code src/test/resources/golden}: {@code config.json}
 * and {@code network}, {@code resolv.conf} if there is one, go in, {@code plan} comes out. With {@code -Djuke.golden=write} the expected file is written instead: read the diff.
 */
class GoldenPlanTest {
    private static final Path CASES = Path.of("src/test/resources/golden");

    private static final List<QemuProgram> QEMUS = List.of(
            new QemuProgram("/usr/bin/qemu-reduced", "7.2.22", Set.of("microvm", "q35"), Set.of("kvm"), false),
            new QemuProgram(
                    "/usr/bin/qemu-system-x86_64",
                    "7.2.22",
                    Set.of("microvm", "q35", "pc"),
                    Set.of("kvm", "tcg"),
                    true));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "podman",
                "podman-no-network",
                "limits-and-user",
                "two-networks-left-over-tap",
                "user-namespace",
                "unikraft-upstream-with-initrd",
                "unikraft-before-0.16.1",
                "linux-initrd-on-kvm",
                "linux-block",
                "linux-root-device",
                "network-not-known-yet",
                "docker-resolver",
                "docker-resolver-two-networks",
                "docker-resolver-internal-network"
            })
    void thePlanIsAsItWasRead(String name) throws IOException {
        Path directory = CASES.resolve(name);
        String actual = plan(directory);
        Path golden = directory.resolve("plan");
        if ("write".equals(System.getProperty("juke.golden"))) {
            Files.writeString(golden, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(golden));
    }

    private static String plan(Path directory) throws IOException {
        JsonObject config = Json.readObject(directory.resolve("config.json"), "config", 1 << 20);
        Bundle bundle = new Bundle(Path.of("/bundle"), config, Path.of("/no/rootfs"));
        Metadata metadata = Objects.requireNonNull(MetadataFinder.find(bundle));
        Path network = directory.resolve("network");
        boolean linux = metadata.unikernelType().equals("linux");
        boolean upstream = directory.toString().contains("upstream")
                || directory.toString().contains("before");
        Kernel kernel = new Kernel(
                linux ? Kernel.Format.BZIMAGE : Kernel.Format.ELF64,
                Architecture.AMD64,
                !linux && !upstream,
                !linux,
                upstream,
                1000);
        boolean kvm = directory.toString().contains("kvm");
        SandboxPlan plan = SandboxPlanner.plan(new SandboxPlanner.Request(
                "c1",
                bundle,
                metadata,
                new Workload.Files(
                        Path.of("/image/kernel"),
                        kernel,
                        metadata.get(dev.juke.unikernel.Key.INITRD) == null ? null : Path.of("/image/initrd"),
                        metadata.get(dev.juke.unikernel.Key.BLOCK) == null ? null : Path.of("/image/disk"),
                        metadata.mountRootfs() ? new BlockDevice(253, 7, false) : null),
                Files.exists(directory.resolve("resolv.conf"))
                        ? Resolvers.read(directory.resolve("resolv.conf"))
                        : List.of("10.1.1.1"),
                Files.exists(network) ? NetworkFacts.parse(Files.readString(network), "network") : null,
                new HostFacts(new HostFacts.Kvm(kvm, kvm ? "" : "there is no /dev/kvm"), QEMUS),
                8,
                1L << 32,
                new MonitorFiles(List.of("/usr/lib", "/usr/share/qemu"), Map.of("/lib", "usr/lib")),
                Path.of("/juke/libexec/juke-init"),
                Path.of("/bundle/juke/run"),
                List.of(),
                Policy.DEFAULT));
        return show(plan);
    }

    private static String show(SandboxPlan plan) {
        StringBuilder text = new StringBuilder();
        section(text, "warnings", String.join("\n", plan.warnings()));
        section(text, "lasting network", String.valueOf(plan.lastingNetwork()));
        section(text, "launch", String.valueOf(plan.launch()));
        HandOver handOver = plan.handOver();
        if (handOver != null) {
            section(text, "ip up", handOver.ipUp());
            section(text, "tc up", handOver.tcUp());
            if (!handOver.tcStale().isEmpty()) {
                section(text, "tc stale", handOver.tcStale());
            }
            section(text, "ip down", handOver.ipDown());
            section(text, "tc down", handOver.tcDown());
        }
        section(text, "links", plan.links().toString());
        section(text, "config", Json.writePretty(plan.config()));
        return text.toString();
    }

    private static void section(StringBuilder text, String title, String content) {
        text.append("== ").append(title).append('\n').append(content.strip()).append("\n\n");
    }
}
