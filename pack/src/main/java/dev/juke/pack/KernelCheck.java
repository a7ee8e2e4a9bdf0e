/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.JukeException;
import dev.juke.machine.Architecture;
import dev.juke.unikernel.kernel.Kernel;
import dev.juke.unikernel.kernel.Kernel.Format;
import org.jspecify.annotations.Nullable;

/** Whether a kernel is what the request says, so that a mistake shows when the image is built and not when it is run. */
final class KernelCheck {
    private KernelCheck() {}

    static void check(BuildRequest request, Kernel kernel) {
        Architecture said = request.target().architecture();
        if (said != null && said != kernel.architecture()) {
            throw JukeException.input(
                    "kernel " + request.kernel().name() + " is made for "
                            + kernel.architecture().ociName() + ", but "
                            + request.origin().at("platforms.architecture") + " says " + said.ociName(),
                    "correct platforms.architecture, or name another kernel");
        }
        String wanted = wanted(request.target().monitor(), kernel);
        if (request.strict() && wanted != null) {
            throw JukeException.input(
                    "kernel " + request.kernel().name() + " is " + words(kernel) + ", which "
                            + request.target().monitor() + " cannot start",
                    "build the kernel for " + request.target().monitor() + ": it takes " + wanted);
        }
    }

    /** What the monitor takes for this architecture when it does not take this kernel, or null. */
    private static @Nullable String wanted(String monitor, Kernel kernel) {
        Format format = kernel.format();
        boolean elf64 = format == Format.ELF64;
        boolean bzImage = format == Format.BZIMAGE;
        return switch (kernel.architecture()) {
            case AMD64 ->
                switch (monitor) {
                    case "qemu" ->
                        unless(
                                kernel.pvh() || kernel.multiboot() || bzImage,
                                "a bzImage, or an ELF file with a multiboot header or a PVH note");
                    case "firecracker" -> unless(elf64, "a 64-bit ELF file (vmlinux)");
                    case "cloud-hypervisor" ->
                        unless((elf64 && kernel.pvh()) || bzImage, "a bzImage, or a 64-bit ELF file with a PVH note");
                    case "hvt", "spt", "hyperlight" -> unless(elf64, "a 64-bit ELF file");
                    default -> null;
                };
            case ARM64 ->
                switch (monitor) {
                    case "firecracker", "cloud-hypervisor" -> unless(format == Format.ARM64_IMAGE, "an arm64 Image");
                    case "hvt", "spt" -> unless(elf64, "a 64-bit ELF file");
                    default -> null;
                };
        };
    }

    private static @Nullable String unless(boolean good, String wanted) {
        return good ? null : wanted;
    }

    private static String words(Kernel kernel) {
        String format = switch (kernel.format()) {
            case ELF32 -> "a 32-bit ELF file";
            case ELF64 -> "a 64-bit ELF file";
            case BZIMAGE -> "a bzImage";
            case ARM64_IMAGE -> "an arm64 Image";
        };
        return format + " for " + kernel.architecture().ociName() + (kernel.pvh() ? " with a PVH note" : "")
                + (kernel.multiboot() ? " with a multiboot header" : "");
    }
}
