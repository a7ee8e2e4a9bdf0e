/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.check;

import dev.juke.machine.Architecture;
import dev.juke.unikernel.kernel.Kernel;
import dev.juke.unikernel.kernel.Kernel.Format;
import dev.juke.unikernel.kernel.Solo5;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a kernel is what is said of it, so that a mistake shows when an image is built and not when it is run. */
final class KernelCheck {
    private KernelCheck() {}

    static void check(Subject subject, List<Finding> findings) {
        Kernel kernel = subject.kernel();
        if (kernel == null) {
            return;
        }
        String name = "kernel " + subject.kernelName();
        Finding otherMachine = otherMachine(subject, kernel);
        if (otherMachine != null) {
            findings.add(otherMachine);
        }
        String maker = maker(kernel, subject.framework());
        if (maker != null) {
            findings.add(Finding.error(
                    About.FRAMEWORK,
                    name + " is made with " + maker + ", but the framework is said to be '" + subject.framework() + "'",
                    "correct the framework, or name another kernel"));
        }
        String wanted = wanted(subject, kernel);
        if (wanted != null) {
            findings.add(Finding.error(
                    About.KERNEL,
                    name + " is " + kernel.words() + ", which " + subject.monitor() + " cannot start",
                    "build the kernel for " + subject.monitor() + ": it takes " + wanted));
        }
    }

    /** The finding when the kernel is for another instruction set than is said. */
    private static @Nullable Finding otherMachine(Subject subject, Kernel kernel) {
        Architecture said = subject.said();
        return said == null || said == kernel.architecture()
                ? null
                : Finding.error(
                        About.ARCHITECTURE,
                        "kernel " + subject.kernelName() + " is made for "
                                + kernel.architecture().ociName() + ", but is said to be for " + said.ociName(),
                        "correct the architecture, or name another kernel");
    }

    /** What its own marks say it is made with, when that is not the framework. */
    private static @Nullable String maker(Kernel kernel, String framework) {
        if (kernel.unikraft() && !framework.equals("unikraft")) {
            return "Unikraft";
        }
        if (kernel.rumprun() && !framework.equals("rumprun")) {
            return "Rumprun";
        }
        boolean solo5 = framework.equals("mirage") || framework.equals("rumprun");
        return kernel.solo5() != null && !solo5 && Guests.get(framework) != null ? "Solo5" : null;
    }

    /** What the monitor takes for this architecture when it does not take this kernel; null also for a monitor that does not run the guest. */
    private static @Nullable String wanted(Subject subject, Kernel kernel) {
        Guests guest = Guests.get(subject.framework());
        if (guest == null || !guest.monitors().contains(subject.monitor())) {
            return null;
        }
        Format format = kernel.format();
        boolean elf64 = format == Format.ELF64;
        boolean bzImage = format == Format.BZIMAGE;
        boolean x86 = kernel.architecture() == Architecture.AMD64;
        return switch (subject.monitor()) {
            case "qemu" ->
                subject.framework().equals("mirage")
                        ? solo5(kernel, Solo5.Target.VIRTIO)
                        : unless(
                                !x86 || kernel.pvh() || kernel.multiboot() || bzImage,
                                "a bzImage, or an ELF file with a multiboot header or a PVH note");
            case "firecracker" ->
                x86
                        ? unless(elf64, "a 64-bit ELF file (vmlinux)")
                        : unless(format == Format.ARM64_IMAGE, "an arm64 Image");
            case "cloud-hypervisor" ->
                x86
                        ? unless((elf64 && kernel.pvh()) || bzImage, "a bzImage, or a 64-bit ELF file with a PVH note")
                        : unless(format == Format.ARM64_IMAGE, "an arm64 Image");
            case "hvt" -> solo5(kernel, Solo5.Target.HVT);
            case "spt" -> solo5(kernel, Solo5.Target.SPT);
            case "hyperlight" -> unless(!x86 || elf64, "a 64-bit ELF file");
            default -> null;
        };
    }

    /** A monitor of Solo5 looks at nothing but the note. */
    private static @Nullable String solo5(Kernel kernel, Solo5.Target target) {
        Solo5 solo5 = kernel.solo5();
        return unless(
                solo5 != null && solo5.target() == target,
                "a 64-bit ELF file that Solo5 linked for " + target.solo5Name());
    }

    private static @Nullable String unless(boolean good, String wanted) {
        return good ? null : wanted;
    }
}
