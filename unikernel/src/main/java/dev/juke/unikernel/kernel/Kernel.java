/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.kernel;

/**
 * What a kernel file is, read from its own bytes.
 *
 * @param format the container format
 * @param architecture the instruction set it runs on
 * @param pvh whether it has a PVH entry point (ELF note "Xen", type 18), so that QEMU's microvm can start it directly
 * @param multiboot whether it has a multiboot 1 header in its first 8192 bytes
 * @param unikraft whether it carries Unikraft's marks (section or symbol {@code .uk_bootinfo})
 * @param size bytes
 */
public record Kernel(
        Format format, Architecture architecture, boolean pvh, boolean multiboot, boolean unikraft, long size) {
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

    /** An instruction set, under the name that the OCI image specification (Go's GOARCH) gives it. */
    public enum Architecture {
        /** x86, 64 bits (and the 32-bit ELF files that start there). */
        AMD64,
        /** ARM, 64 bits. */
        ARM64;

        /** The name in an image configuration: {@code amd64}, {@code arm64}. */
        public String ociName() {
            return switch (this) {
                case AMD64 -> "amd64";
                case ARM64 -> "arm64";
            };
        }
    }
}
