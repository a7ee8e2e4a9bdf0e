/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.kernel;

import dev.juke.machine.Architecture;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel file is, read from its own bytes.
 *
 * @param format the container format
 * @param architecture the instruction set it runs on
 * @param pvh whether it has a PVH entry point (ELF note "Xen", type 18), so that QEMU's microvm can start it directly
 * @param multiboot whether it has a multiboot 1 header in its first 8192 bytes
 * @param unikraft whether it carries Unikraft's mark, the section {@code .uk_bootinfo}
 * @param rumprun whether it carries Rumprun's mark, the section {@code link_set_rump_components}
 * @param solo5 what it says when it is built on Solo5; else null
 * @param size bytes
 */
public record Kernel(
        Format format,
        Architecture architecture,
        boolean pvh,
        boolean multiboot,
        boolean unikraft,
        boolean rumprun,
        @Nullable Solo5 solo5,
        long size) {
    /** The section that Unikraft's build puts into every kernel since version 0.12 (support/scripts/mkbootinfo.py). */
    static final String UNIKRAFT_SECTION = ".uk_bootinfo";

    /** NetBSD's list of rump kernel components (sys/rump/librump/rumpkern/rump.c), which no linker script of Rumprun renames. */
    static final String RUMPRUN_SECTION = "link_set_rump_components";

    /** One without marks of Rumprun or Solo5. */
    public Kernel(
            Format format, Architecture architecture, boolean pvh, boolean multiboot, boolean unikraft, long size) {
        this(format, architecture, pvh, multiboot, unikraft, false, null, size);
    }

    /** What it is, as it stands in a sentence: {@code a 64-bit ELF file for amd64 with a PVH note}. */
    public String words() {
        return format.words() + " for " + architecture.ociName() + (pvh ? " with a PVH note" : "")
                + (multiboot ? " with a multiboot header" : "")
                + (solo5 == null ? "" : ", built on Solo5 for " + solo5.targetName());
    }

    /** The container format of a kernel. */
    public enum Format {
        /** A 32-bit ELF executable. */
        ELF32("a 32-bit ELF file"),
        /** A 64-bit ELF executable. */
        ELF64("a 64-bit ELF file"),
        /** A Linux x86 boot image (Documentation/arch/x86/boot.rst). */
        BZIMAGE("a bzImage"),
        /** A Linux arm64 boot image (Documentation/arch/arm64/booting.rst). */
        ARM64_IMAGE("an arm64 Image");

        private final String words;

        Format(String words) {
            this.words = words;
        }

        /** As it stands in a sentence. */
        public String words() {
            return words;
        }
    }
}
