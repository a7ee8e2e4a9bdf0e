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
import dev.juke.sandbox.storage.BlockDevice;
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

    private static final Kernel KERNEL = new Kernel(Kernel.Format.ELF64, Architecture.AMD64, true, true, false, 1);
    private static final Workload.Files FILES = new Workload.Files(Path.of("/image/kernel"), KERNEL, null, null);

    private static SandboxPlan plan(
            Consumer<JsonObject> change, Policy policy, List<QemuProgram> qemus, Workload.Files files) {
        JsonObject config = Json.readObject(CONFIG, "config", 1 << 20);
        change.accept(config);
        Bundle bundle = new Bundle(Path.of("/bundle"), config, Path.of("/no/rootfs"));
        String before = Json.write(config);
        SandboxPlan plan = SandboxPlanner.plan(new SandboxPlanner.Request(
                "id",
                bundle,
                Objects.requireNonNull(MetadataFinder.find(bundle)),
                files,
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

    private static SandboxPlan plan(Consumer<JsonObject> change, Policy policy, List<QemuProgram> qemus) {
        return plan(change, policy, qemus, FILES);
    }

    private static SandboxPlan plan(Consumer<JsonObject> change, Workload.Files files) {
        return plan(change, Policy.DEFAULT, List.of(QEMU), files);
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

    private static SandboxPlan planOnDevice(Consumer<JsonObject> change, boolean readOnly) {
        return plan(
                config -> {
                    annotate(config, "com.urunc.unikernel.unikernelType", "linux");
                    annotate(config, "com.urunc.unikernel.mountRootfs", "true");
                    config.objectOrNew("process").put("args", new JsonArray().add("/app"));
                    change.accept(config);
                },
                new Workload.Files(Path.of("/image/kernel"), KERNEL, null, null, new BlockDevice(253, 7, readOnly)));
    }

    @Test
    void aDeviceThatMayOnlyBeReadIsReadOnlyForTheMonitorTheGuestAndTheCgroup() {
        for (SandboxPlan plan : List.of(
                planOnDevice(config -> {}, true),
                planOnDevice(config -> config.objectOrNew("root").put("readonly", true), false))) {
            assertThat(String.valueOf(plan.launch()))
                    .contains("root=/dev/vda ro", "file=/dev/vda,readonly=on")
                    .doesNotContain("root=/dev/vda rw");
            assertThat(Json.write(plan.config()))
                    .contains("{\"allow\":true,\"type\":\"b\",\"major\":253,\"minor\":7,\"access\":\"r\"}");
        }
    }

    @Test
    void anInitrdLeadsToTheRootOnADevice() {
        SandboxPlan plan = plan(
                config -> {
                    annotate(config, "com.urunc.unikernel.unikernelType", "linux");
                    config.objectOrNew("process").put("args", new JsonArray().add("/init"));
                },
                new Workload.Files(
                        Path.of("/bundle/juke/boot/kernel"),
                        KERNEL,
                        Path.of("/bundle/juke/boot/initrd"),
                        null,
                        new BlockDevice(7, 3, false)));
        assertThat(String.valueOf(plan.launch())).contains(" root=/dev/vda rw ", " rdinit=/init");
    }

    @Test
    void aDeviceInAUserNamespaceIsRefused() {
        assertThatThrownBy(() -> planOnDevice(
                        config -> config.objectOrNew("linux")
                                .put(
                                        "uidMappings",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("containerID", 0)
                                                        .put("hostID", 100_000)
                                                        .put("size", 65_536))),
                        false))
                .hasMessageContaining("in a user namespace its device cannot be given");
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
                        .put("memory", new JsonObject().put("limit", (32L << 20) - 1)),
                "the memory limit of 31.9 MiB (33554431 bytes) leaves no room for a guest");
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
