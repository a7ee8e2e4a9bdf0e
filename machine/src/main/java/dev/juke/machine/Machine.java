/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.machine;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A virtual machine, described so that every monitor understands it: a guest makes one, a monitor turns it into an argument
 * vector. Paths are those that the monitor sees.
 *
 * @param architecture the instruction set
 * @param memoryMiB the guest's RAM in MiB (2^20 bytes)
 * @param vcpus virtual CPUs, at least 1
 * @param kernel the kernel's path
 * @param boot the ways in which the kernel can be entered
 * @param buses the buses on which the guest finds virtio devices, the preferred one first
 * @param initrd the initrd's path, or null
 * @param commandLine the kernel's command line, one argument
 * @param nics network devices in the guest's order
 * @param disks disks in the guest's order
 * @param exitCode how the guest tells its exit code
 * @param stop what the guest does when it is asked to end
 */
public record Machine(
        Architecture architecture,
        long memoryMiB,
        int vcpus,
        String kernel,
        Set<Boot> boot,
        List<Bus> buses,
        @Nullable String initrd,
        String commandLine,
        List<Nic> nics,
        List<Disk> disks,
        ExitCode exitCode,
        Stop stop) {

    /** A way to enter a kernel. */
    public enum Boot {
        /** The PVH entry point of an ELF file (Xen's docs/misc/pvh.pandoc). */
        PVH,
        /** Multiboot 1. */
        MULTIBOOT,
        /** The Linux boot protocol: bzImage, arm64 Image. */
        LINUX
    }

    /** A bus on which virtio devices sit (virtio 1.2, sections 4.1 and 4.2). */
    public enum Bus {
        /** virtio over PCI. */
        PCI,
        /** virtio over MMIO. */
        MMIO
    }

    /** How a guest tells its exit code. */
    public enum ExitCode {
        /** It cannot. */
        NONE,
        /** A value of 0 to 127 written to QEMU's isa-debug-exit at port 0x501. */
        DEBUG_EXIT,
        /** As {@link #DEBUG_EXIT}, but 41 means a clean end and 42 a crash (Unikraft, plat/common/x86/cpu_native.c). */
        UNIKRAFT
    }

    /** What a guest does when it is asked to end. */
    public enum Stop {
        /** It watches the power button. */
        POWER_BUTTON,
        /** Nothing: the monitor is told to quit, which is orderly for the disks. */
        QUIT
    }

    /** A network device. */
    public sealed interface Nic {
        /** The MAC address, {@code 52:54:00:12:34:56}. */
        String mac();

        /**
         * A tap that exists and that the monitor may open.
         *
         * @param name the interface's name
         * @param mtu bytes
         */
        record Tap(String name, String mac, int mtu) implements Nic {}

        /**
         * The monitor's own user-space network: the guest has 10.0.2.15/24 behind 10.0.2.2, with a resolver at 10.0.2.3
         * (QEMU's documentation, "Using the user mode network stack").
         */
        record User(String mac, List<Forward> forwards) implements Nic {
            /**
             * A port of the host that leads to one of the guest.
             *
             * @param protocol {@code tcp} or {@code udp}
             * @param hostAddress the address to listen on
             */
            public record Forward(String protocol, String hostAddress, int hostPort, int guestPort) {}
        }
    }

    /**
     * A disk, raw bytes.
     *
     * @param serial what the guest reads as its serial number, at most 20 characters (virtio 1.2, 5.2.6)
     */
    public record Disk(String path, boolean readOnly, String serial) {}
}
