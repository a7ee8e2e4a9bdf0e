/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.machine.monitor;

import dev.juke.base.JukeException;
import dev.juke.machine.Accelerator;
import dev.juke.machine.Architecture;
import dev.juke.machine.Machine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * QEMU. Its machine type costs more than anything else at a start, so {@code microvm} is taken where the kernel permits, without
 * default devices, option ROMs and the devices of an old PC.
 */
public final class Qemu {
    /** The monitor's name in annotations. */
    public static final String NAME = "qemu";

    /** I/O port of isa-debug-exit; the one Unikraft, Solo5 and Mewz write to. */
    private static final String DEBUG_EXIT = "isa-debug-exit,iobase=0x501,iosize=2";

    /** QEMU's own default of 1 GiB of translated code would not fit a container's limit. MiB. */
    private static final int TRANSLATION_CACHE_MIB = 32;

    private Qemu() {}

    /** A machine type. */
    public enum Type {
        /** The PC of 1996: what every kernel knows. */
        PC("pc"),
        /** The PC of 2009, with PCI Express. */
        Q35("q35"),
        /** No PCI and almost no legacy: starts three times as fast. */
        MICROVM("microvm");

        private final String qemuName;

        Type(String qemuName) {
            this.qemuName = qemuName;
        }

        /** The name that QEMU gives it. */
        public String qemuName() {
            return qemuName;
        }

        /** The type of that name. */
        public static Type of(String name) {
            for (Type type : values()) {
                if (type.qemuName.equals(name)) {
                    return type;
                }
            }
            throw JukeException.input("QEMU has no machine type '" + name + "' here", "use pc, q35 or microvm");
        }
    }

    /**
     * The bytes of memory that QEMU itself needs beside the guest's RAM, so that both fit a container's limit. Measured with Debian's
     * QEMU 7.2 (bench/memory): resident pages of its own, translated code included under TCG.
     */
    public static long overheadBytes(Accelerator accelerator) {
        return switch (accelerator) {
            case KVM -> 24L << 20;
            case TCG -> (16L + TRANSLATION_CACHE_MIB) << 20;
        };
    }

    /**
     * Makes the command.
     *
     * @param wanted the machine type asked for, or null for the fastest that will do
     * @param programs the QEMU programs of this host, in the order of preference
     */
    public static MonitorCommand command(
            Machine machine, @Nullable Type wanted, Accelerator accelerator, List<QemuProgram> programs) {
        if (machine.architecture() != Architecture.AMD64) {
            throw JukeException.host(
                    "kernels for " + machine.architecture().ociName() + " do not run here yet",
                    "use an image for amd64");
        }
        Type type = wanted == null ? fastest(machine) : permitted(machine, wanted);
        QemuProgram program = choose(programs, type, accelerator, machine.exitCode());
        List<String> arguments = new ArrayList<>(64);
        add(arguments, program.path(), "-no-user-config", "-nodefaults", "-display", "none", "-no-reboot", "-S");
        add(arguments, "-machine", machineOption(type, needsClock(machine, accelerator)));
        switch (accelerator) {
            case KVM -> add(arguments, "-accel", "kvm", "-cpu", "host");
            case TCG -> add(arguments, "-accel", "tcg,tb-size=" + TRANSLATION_CACHE_MIB, "-cpu", "max");
        }
        add(arguments, "-m", machine.memoryMiB() + "M", "-smp", Integer.toString(machine.vcpus()));
        add(arguments, "-kernel", machine.kernel());
        String initrd = machine.initrd();
        if (initrd != null) {
            add(arguments, "-initrd", initrd);
        }
        add(arguments, "-append", machine.commandLine());
        add(arguments, "-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console");
        add(arguments, "-chardev", "socket,id=qmp,fd=3", "-mon", "chardev=qmp,mode=control");
        if (machine.exitCode() != Machine.ExitCode.NONE) {
            add(arguments, "-device", DEBUG_EXIT);
        }
        String bus = type == Type.MICROVM ? "device" : "pci";
        if (type == Type.MICROVM) {
            add(arguments, "-global", "virtio-mmio.force-legacy=false");
        }
        for (int i = 0; i < machine.nics().size(); i++) {
            nic(arguments, machine.nics().get(i), i, bus);
        }
        for (int i = 0; i < machine.disks().size(); i++) {
            disk(arguments, machine.disks().get(i), i, bus);
        }
        add(arguments, "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny");
        return new MonitorCommand(
                List.copyOf(arguments), MonitorCommand.Control.QMP, machine.exitCode(), machine.stop(), accelerator);
    }

    private static Type fastest(Machine machine) {
        boolean mmioFirst = !machine.buses().isEmpty() && machine.buses().getFirst() == Machine.Bus.MMIO;
        return mmioFirst && machine.boot().contains(Machine.Boot.PVH) ? Type.MICROVM : Type.PC;
    }

    private static Type permitted(Machine machine, Type wanted) {
        switch (wanted) {
            case MICROVM -> {
                if (!machine.boot().contains(Machine.Boot.PVH)
                        && !machine.boot().contains(Machine.Boot.LINUX)) {
                    throw JukeException.input(
                            "kernel " + machine.kernel() + " cannot start on QEMU's microvm: it has no PVH entry point",
                            "use pc or q35, or build the kernel with PVH");
                }
            }
            case PC, Q35 -> {
                // Every entry that KernelReader accepts starts there.
            }
        }
        return wanted;
    }

    /** The first program that has all that is needed: Debian's reduced one is preferred where it suffices. */
    private static QemuProgram choose(
            List<QemuProgram> programs, Type type, Accelerator accelerator, Machine.ExitCode exitCode) {
        String accelerated = accelerator == Accelerator.KVM ? "kvm" : "tcg";
        for (QemuProgram program : programs) {
            if (program.machines().contains(type.qemuName())
                    && program.accelerators().contains(accelerated)
                    && (exitCode == Machine.ExitCode.NONE || program.debugExit())) {
                return program;
            }
        }
        throw JukeException.host(
                programs.isEmpty()
                        ? "no QEMU was found on this host"
                        : "no QEMU of this host has machine type " + type.qemuName() + " with " + accelerated
                                + (exitCode == Machine.ExitCode.NONE ? "" : " and isa-debug-exit"),
                "install the package qemu-system-x86");
    }

    /** Linux has no other clock than a PC's where it is translated; under KVM it has kvmclock, and unikernels use the local APIC. */
    private static boolean needsClock(Machine machine, Accelerator accelerator) {
        return machine.boot().contains(Machine.Boot.LINUX) && accelerator == Accelerator.TCG;
    }

    private static String machineOption(Type type, boolean clock) {
        return switch (type) {
            case PC -> "pc,usb=off,vmport=off";
            case Q35 -> "q35,usb=off,vmport=off,sata=off,smbus=off";
            case MICROVM ->
                "microvm,x-option-roms=off,auto-kernel-cmdline=off" + (clock ? "" : ",pit=off,pic=off,rtc=off");
        };
    }

    private static void nic(List<String> arguments, Machine.Nic nic, int index, String bus) {
        String id = "net" + index;
        String device = "virtio-net-" + bus + ",netdev=" + id + ",mac=" + nic.mac();
        if (bus.equals("pci")) {
            device += ",romfile=";
        }
        // Not a pattern switch: see Json.write.
        if (nic instanceof Machine.Nic.Tap tap) {
            add(arguments, "-netdev", "tap,id=" + id + ",ifname=" + tap.name() + ",script=no,downscript=no");
            add(arguments, "-device", device + ",host_mtu=" + tap.mtu());
        } else if (nic instanceof Machine.Nic.User user) {
            StringBuilder netdev = new StringBuilder("user,id=").append(id);
            for (Machine.Nic.User.Forward forward : user.forwards()) {
                netdev.append(",hostfwd=").append(forward.protocol()).append(':');
                netdev.append(forward.hostAddress()).append(':').append(forward.hostPort());
                netdev.append("-:").append(forward.guestPort());
            }
            add(arguments, "-netdev", netdev.toString());
            add(arguments, "-device", device);
        }
    }

    private static void disk(List<String> arguments, Machine.Disk disk, int index, String bus) {
        String id = "disk" + index;
        String readOnly = disk.readOnly() ? ",readonly=on" : "";
        add(arguments, "-drive", "if=none,format=raw,id=" + id + ",file=" + escape(disk.path()) + readOnly);
        add(arguments, "-device", "virtio-blk-" + bus + ",drive=" + id + ",serial=" + escape(disk.serial()));
    }

    /** A comma inside a value of an option is doubled (QEMU's manual, "Introduction to options"). */
    private static String escape(String value) {
        return value.replace(",", ",,");
    }

    private static void add(List<String> arguments, String... more) {
        for (String argument : more) {
            arguments.add(argument);
        }
    }
}
