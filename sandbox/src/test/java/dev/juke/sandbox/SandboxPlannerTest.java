/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.machine.Architecture;
import dev.juke.machine.monitor.QemuProgram;
import dev.juke.sandbox.bundle.Bundle;
import dev.juke.sandbox.bundle.MetadataFinder;
import dev.juke.sandbox.host.HostFacts;
import dev.juke.sandbox.network.NetworkFacts;
import dev.juke.unikernel.kernel.Kernel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the planner refuses, and that it never changes what it was given. */
class SandboxPlannerTest {
    private static final Path CONFIG = Path.of("src/test/resources/golden/podman/config.json");
    private static final QemuProgram QEMU = new QemuProgram(
            "/usr/bin/qemu-system-x86_64", "7.2", Set.of("pc", "q35", "microvm"), Set.of("tcg", "kvm"), true);

    private static SandboxPlan plan(Consumer<JsonObject> change, Policy policy, List<QemuProgram> qemus) {
        JsonObject config = Json.readObject(CONFIG, "config", 1 << 20);
        change.accept(config);
        Bundle bundle = new Bundle(Path.of("/bundle"), config, Path.of("/no/rootfs"));
        String before = Json.write(config);
        SandboxPlan plan = SandboxPlanner.plan(new SandboxPlanner.Request(
                "id",
                bundle,
                Objects.requireNonNull(MetadataFinder.find(bundle)),
                new Workload.Files(
                        Path.of("/image/kernel"),
                        new Kernel(Kernel.Format.ELF64, Architecture.AMD64, true, true, false, 1),
                        null,
                        null),
                List.of(),
                new NetworkFacts(List.of(), List.of()),
                new HostFacts(new HostFacts.Kvm(false, "there is none"), qemus),
                2,
                1L << 32,
                new MonitorFiles(List.of(), Map.of()),
                Path.of("/init"),
                Path.of("/bundle/juke/run"),
                List.of("/bin/juke-runtime", "juke-hook"),
                policy));
        assertThat(Json.write(config)).isEqualTo(before);
        return plan;
    }

    private static SandboxPlan plan(Consumer<JsonObject> change) {
        return plan(change, Policy.DEFAULT, List.of(QEMU));
    }

    private static void refused(Consumer<JsonObject> change, String message) {
        assertThatThrownBy(() -> plan(change)).isInstanceOf(JukeException.class).hasMessageContaining(message);
    }

    private static void annotate(JsonObject config, String key, String value) {
        config.objectOrNew("annotations").put(key, value);
    }

    @Test
    void theHooksOfTheClientComeBeforeOurs() {
        SandboxPlan plan = plan(config -> config.objectOrNew("hooks")
                .put("createRuntime", new JsonArray().add(new JsonObject().put("path", "/theirs"))));
        assertThat(Json.write(plan.config().objectOrNew("hooks")))
                .contains("\"createRuntime\":[{\"path\":\"/theirs\"},{\"path\":\"/bin/juke-runtime\"");
    }

    @Test
    void aRunThatForgetsItsPlanDoesSoAfterTheClientsHooks() {
        SandboxPlan plan = plan(config -> config.objectOrNew("hooks")
                .put("poststop", new JsonArray().add(new JsonObject().put("path", "/theirs"))));
        assertThat(Json.write(plan.config().objectOrNew("hooks")))
                .contains(
                        "\"poststop\":[{\"path\":\"/theirs\"},{\"path\":\"/bin/juke-runtime\",\"args\":[\"/bin/juke-runtime\","
                                + "\"juke-forget\"");
    }

    @Test
    void aHookInTheContainersFileSystemIsRefused() {
        refused(
                config -> config.objectOrNew("hooks")
                        .put("startContainer", new JsonArray().add(new JsonObject().put("path", "/theirs"))),
                "startContainer hooks run programs inside the container's root file system");
    }

    @Test
    void scratchDirectoriesMeanNothingToAGuest() {
        plan(config -> Objects.requireNonNull(config.array("mounts"))
                .add(new JsonObject()
                        .put("destination", "/tmp")
                        .put("type", "tmpfs")
                        .put("source", "tmpfs")));
        refused(
                config -> Objects.requireNonNull(config.array("mounts"))
                        .add(new JsonObject()
                                .put("destination", "/tmp")
                                .put("type", "bind")
                                .put("source", "/srv")),
                "cannot have the mount at /tmp (/srv)");
    }

    @Test
    void theHostsNetworkIsRefused() {
        refused(config -> config.objectOrNew("linux").put("namespaces", new JsonArray()), "share the host's network");
    }

    @Test
    void aVolumeIsRefusedAndNotForgotten() {
        refused(
                config -> Objects.requireNonNull(config.array("mounts"))
                        .add(new JsonObject().put("destination", "/data").put("source", "/srv")),
                "cannot have the mount at /data (/srv)");
    }

    @Test
    void aLimitThatLeavesNoRoomIsRefusedWithTheLeast() {
        refused(
                config -> config.objectOrNew("linux")
                        .objectOrNew("resources")
                        .put("memory", new JsonObject().put("limit", 32L << 20)),
                "leaves no room for a guest");
    }

    @Test
    void anUnknownGuestAndAnUnknownMonitorAreRefusedByName() {
        refused(config -> annotate(config, "com.urunc.unikernel.unikernelType", "plan9"), "guest 'plan9'");
        refused(config -> annotate(config, "com.urunc.unikernel.hypervisor", "hvt"), "monitor 'hvt'");
    }

    @Test
    void anUnknownMachineTypeIsRefused() {
        refused(config -> annotate(config, "dev.juke.qemu.machine", "isapc"), "no machine type 'isapc'");
    }

    @Test
    void aCommandLineOverTheGuestsLimitIsRefusedWithTheLimit() {
        refused(
                config -> config.objectOrNew("process").put("args", new JsonArray().add("x".repeat(5000))),
                "a unikraft guest takes 4096");
    }

    @Test
    void kvmThatIsRequiredAndMissingIsRefused() {
        assertThatThrownBy(
                        () -> plan(config -> {}, Policy.DEFAULT.with(Policy.Acceleration.REQUIRE_KVM), List.of(QEMU)))
                .hasMessageContaining("KVM is required and does not work here: there is none");
    }

    @Test
    void aHostWithoutQemuIsNamed() {
        assertThatThrownBy(() -> plan(config -> {}, Policy.DEFAULT, List.of()))
                .hasMessageContaining("no QEMU was found");
    }

    @Test
    void aNulByteInAnArgumentIsRefused() {
        refused(config -> config.objectOrNew("process").put("args", new JsonArray().add("a\0b")), "NUL byte");
    }
}
