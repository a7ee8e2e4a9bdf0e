/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox;

import dev.juke.base.JukeException;
import dev.juke.machine.Accelerator;
import dev.juke.machine.Machine;
import dev.juke.machine.monitor.MonitorCommand;
import dev.juke.machine.monitor.Qemu;
import dev.juke.sandbox.host.HostFacts;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import dev.juke.unikernel.guest.Guest;
import dev.juke.unikernel.guest.GuestRequest;
import org.jspecify.annotations.Nullable;

/** The part of every plan that all launchers share: from the workload to the monitor's command. Pure. */
public final class MonitorPlanner {
    /** Below this no kernel of ours or of Linux starts; the message is better than what the kernel would say. MiB. */
    private static final long LEAST_MEMORY_MIB = 8;

    private static final long MIB = 1 << 20;

    private MonitorPlanner() {}

    /**
     * Where the monitor sees the image's files.
     *
     * @param kernel path of the kernel
     * @param initrd path of the initrd (used when there is one)
     * @param block path of the disk image (used when there is one)
     */
    public record Paths(String kernel, String initrd, String block) {
        /** The paths of the host themselves. */
        public static Paths ofHost(Workload.Files files) {
            return new Paths(files.kernel().toString(), String.valueOf(files.initrd()), String.valueOf(files.block()));
        }
    }

    /** Makes the command; refuses what the guest or the monitor cannot do. */
    public static MonitorCommand plan(Workload workload, Paths paths, HostFacts host, Policy policy) {
        Metadata metadata = workload.metadata();
        Guest guest = Guest.of(metadata.unikernelType(), metadata.hypervisor(), metadata.source());
        Accelerator accelerator = accelerator(host, policy);
        Machine machine = guest.machine(new GuestRequest(
                workload.files().inspected(),
                paths.kernel(),
                metadata.get(Key.UNIKERNEL_VERSION),
                workload.files().initrd() == null ? null : paths.initrd(),
                workload.disks(paths.block()),
                workload.files().device() != null,
                workload.effectiveArguments(),
                workload.environment(),
                workload.hostname(),
                workload.networks(),
                workload.nameServers(),
                memoryMiB(workload.memoryLimit(), accelerator, policy),
                workload.vcpus()));
        String type = metadata.get(Key.QEMU_MACHINE);
        return Qemu.command(machine, type == null ? null : Qemu.Type.of(type), accelerator, host.qemus());
    }

    /** What executes the guest. */
    public static Accelerator accelerator(HostFacts host, Policy policy) {
        return switch (policy.acceleration()) {
            case TCG -> Accelerator.TCG;
            case AUTO -> host.kvm().usable() ? Accelerator.KVM : Accelerator.TCG;
            case REQUIRE_KVM -> {
                if (!host.kvm().usable()) {
                    throw JukeException.host(
                            "KVM is required and does not work here: "
                                    + host.kvm().reason(),
                            "use a host with KVM, or permit translation");
                }
                yield Accelerator.KVM;
            }
        };
    }

    /** The guest's RAM: what the limit leaves beside the monitor's own need. Never more than the limit. */
    private static long memoryMiB(@Nullable Long limit, Accelerator accelerator, Policy policy) {
        if (limit == null) {
            return policy.defaultMemoryMiB();
        }
        long left = (limit - Qemu.overheadBytes(accelerator)) / MIB;
        if (left < LEAST_MEMORY_MIB) {
            long least = Qemu.overheadBytes(accelerator) / MIB + LEAST_MEMORY_MIB;
            throw JukeException.input(
                    "the memory limit of " + mib(limit) + " leaves no room for a guest: QEMU needs "
                            + Qemu.overheadBytes(accelerator) / MIB + " MiB and the guest " + LEAST_MEMORY_MIB + " MiB",
                    "give at least " + least + " MiB");
        }
        return left;
    }

    private static String mib(long bytes) {
        long tenths = bytes * 10 / MIB;
        return tenths / 10 + (tenths % 10 == 0 ? "" : "." + tenths % 10) + " MiB (" + bytes + " bytes)";
    }
}
