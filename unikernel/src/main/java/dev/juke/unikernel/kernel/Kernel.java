/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.kernel;

import dev.juke.machine.Architecture;

/**
 * What a kernel file is, read from its own bytes.
 *
 * @param format the container format
 * @param architecture the instruction set it runs on
 * @param pvh whether it has a PVH entry point (ELF note "Xen", type 18), so that QEMU's microvm can start it directly
 * @param multiboot whether it has a multiboot 1 header in its first 8192 bytes
 * @param unikraft whether it carries Unikraft's mark, the section {@code .uk_bootinfo}
 * @param size bytes
 */
public record Kernel(
        Format format, Architecture architecture, boolean pvh, boolean multiboot, boolean unikraft, long size) {
    /** The section that Unikraft's build puts into every kernel since version 0.12 (support/scripts/mkbootinfo.py). */
    static final String UNIKRAFT_SECTION = ".uk_bootinfo";

    /** The container format of a kernel. */
    public enum Format {
        /** A 32-bit ELF executable. */
        ELF32,
        /** A 64-bit ELF executable. */
        ELF64,
        /** A Linux x86 boot image (Documentation/arch/x86/boot.rst). */
        BZIMAGE,
        /** A Linux arm64 boot image (Documentation/arch/arm64/booting.rst). */
        ARM64_IMAGE
    }
}
