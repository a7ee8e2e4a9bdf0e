/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.machine.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.machine.Accelerator;
import dev.juke.machine.Architecture;
import dev.juke.machine.Machine;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QemuTest {
    private static final QemuProgram REDUCED =
            new QemuProgram("/reduced", "7.2", Set.of("microvm", "q35"), Set.of("kvm"), false);
    private static final QemuProgram FULL =
            new QemuProgram("/full", "7.2", Set.of("microvm", "q35", "pc"), Set.of("kvm", "tcg"), true);

    private static Machine machine(Set<Machine.Boot> boot, List<Machine.Bus> buses, Machine.ExitCode exit) {
        return machine(boot, buses, exit, List.of(), List.of());
    }

    private static Machine machine(
            Set<Machine.Boot> boot,
            List<Machine.Bus> buses,
            Machine.ExitCode exit,
            List<Machine.Nic> nics,
            List<Machine.Disk> disks) {
        return new Machine(
                Architecture.AMD64, 64, 1, "/k", boot, buses, null, "", nics, disks, exit, Machine.Stop.QUIT);
    }

    private static List<String> arguments(Machine machine, Qemu.@Nullable Type type, Accelerator accelerator) {
        return Qemu.command(machine, type, accelerator, List.of(REDUCED, FULL)).arguments();
    }

    @Test
    void theFastestMachineThatTheKernelPermitsIsTaken() {
        Machine both = machine(
                Set.of(Machine.Boot.PVH), List.of(Machine.Bus.MMIO, Machine.Bus.PCI), Machine.ExitCode.DEBUG_EXIT);
        assertThat(arguments(both, null, Accelerator.TCG))
                .contains("microvm,x-option-roms=off,auto-kernel-cmdline=off,pit=off,pic=off,rtc=off");
        Machine pci = machine(Set.of(Machine.Boot.PVH), List.of(Machine.Bus.PCI), Machine.ExitCode.NONE);
        assertThat(arguments(pci, null, Accelerator.TCG)).contains("pc,usb=off,vmport=off");
        Machine multiboot = machine(Set.of(Machine.Boot.MULTIBOOT), List.of(Machine.Bus.MMIO), Machine.ExitCode.NONE);
        assertThat(arguments(multiboot, null, Accelerator.TCG)).contains("pc,usb=off,vmport=off");
    }

    @Test
    void theReducedProgramIsTakenWhereItSuffices() {
        Machine plain = machine(Set.of(Machine.Boot.PVH), List.of(Machine.Bus.MMIO), Machine.ExitCode.NONE);
        assertThat(arguments(plain, null, Accelerator.KVM)).startsWith("/reduced");
        assertThat(arguments(plain, null, Accelerator.TCG)).startsWith("/full");
        Machine withCode = machine(Set.of(Machine.Boot.PVH), List.of(Machine.Bus.MMIO), Machine.ExitCode.DEBUG_EXIT);
        assertThat(arguments(withCode, null, Accelerator.KVM)).startsWith("/full");
    }

    @Test
    void microvmWithoutAWayInIsRefused() {
        Machine multiboot = machine(Set.of(Machine.Boot.MULTIBOOT), List.of(Machine.Bus.PCI), Machine.ExitCode.NONE);
        assertThatThrownBy(() -> arguments(multiboot, Qemu.Type.MICROVM, Accelerator.TCG))
                .hasMessageContaining("no PVH entry point");
    }

    @Test
    void aCommaInAPathIsDoubled() {
        Machine machine = machine(
                Set.of(Machine.Boot.PVH),
                List.of(Machine.Bus.PCI),
                Machine.ExitCode.NONE,
                List.of(),
                List.of(new Machine.Disk("/a,b=c", true, "s")));
        assertThat(arguments(machine, null, Accelerator.TCG))
                .contains("if=none,format=raw,id=disk0,file=/a,,b=c,readonly=on");
    }

    @Test
    void userNetworkingForwardsPorts() {
        Machine machine = machine(
                Set.of(Machine.Boot.PVH),
                List.of(Machine.Bus.PCI),
                Machine.ExitCode.NONE,
                List.of(new Machine.Nic.User(
                        "52:54:00:00:00:01",
                        List.of(
                                new Machine.Nic.User.Forward("tcp", "127.0.0.1", 8080, 80),
                                new Machine.Nic.User.Forward("udp", "", 53, 5353)))),
                List.of());
        assertThat(arguments(machine, null, Accelerator.TCG))
                .contains("user,id=net0,hostfwd=tcp:127.0.0.1:8080-:80,hostfwd=udp::53-:5353");
    }

    @Test
    void everyGuestWaitsForInitAndIsFenced() {
        Machine plain = machine(Set.of(Machine.Boot.LINUX), List.of(Machine.Bus.PCI), Machine.ExitCode.NONE);
        assertThat(arguments(plain, null, Accelerator.TCG))
                .contains("-S", "-no-reboot", "-nodefaults", "-no-user-config", "-sandbox")
                .containsSequence("-chardev", "socket,id=qmp,fd=3");
    }
}
