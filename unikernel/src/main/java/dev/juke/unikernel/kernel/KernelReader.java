/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.kernel;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.machine.Architecture;
import dev.juke.unikernel.kernel.Kernel.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Tells what a kernel file is from its own bytes. Reads headers and small tables only, never the whole file. */
public final class KernelReader {
    /** How far into a file the multiboot 1 header may lie (Multiboot Specification 0.6.96, section 3.1). Bytes. */
    private static final int MULTIBOOT_SEARCH = 8192;

    private static final int MULTIBOOT_MAGIC = 0x1BADB002;

    /** Xen's note of the 32-bit entry point (xen/include/public/elfnote.h, XEN_ELFNOTE_PHYS32_ENTRY). */
    private static final int PVH_NOTE = 18;

    /** "ARM\x64" (Documentation/arch/arm64/booting.rst, "magic"). */
    private static final int ARM64_MAGIC = 0x644d5241;

    private static final int ARM64_MAGIC_OFFSET = 56;

    /** Fields of Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header". */
    private static final int SETUP_SECTS = 0x1f1;

    private static final int SYSSIZE = 0x1f4;
    private static final int BOOT_FLAG = 0x1fe;
    private static final int HEADER = 0x202;
    private static final int VERSION = 0x206;

    private KernelReader() {}

    /** Reads a kernel. What is no kernel is refused with words on what it is instead. */
    public static Kernel read(Path file) {
        String where = "kernel " + file;
        if (Files.isDirectory(file)) {
            throw JukeException.input(where + " is a directory", "name the file in it");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (!Files.isRegularFile(file)) {
                throw JukeException.input(where + " is no regular file", "name a file");
            }
            return read(new Window(channel, 0, channel.size(), where));
        } catch (IOException e) {
            throw IoFailure.of(where + " cannot be read", e);
        }
    }

    /**
     * Reads a kernel that is a part of a file.
     *
     * @param where what it is called in messages
     * @param offset where it begins, in bytes
     * @param size how long it is, in bytes
     */
    public static Kernel read(Path file, long offset, long size, String where) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(new Window(channel, offset, size, "kernel " + where));
        } catch (IOException e) {
            throw IoFailure.of("kernel " + where + " cannot be read", e);
        }
    }

    private static Kernel read(Window window) throws IOException {
        ByteBuffer first = window.first(MULTIBOOT_SEARCH);
        if (first.limit() >= 4 && first.getInt(0) == Elf.MAGIC) {
            return elf(window, first);
        }
        if (first.limit() >= ARM64_MAGIC_OFFSET + 4 && first.getInt(ARM64_MAGIC_OFFSET) == ARM64_MAGIC) {
            return image(Format.ARM64_IMAGE, Architecture.ARM64, window);
        }
        if (first.limit() >= VERSION + 2 && isBzImage(first)) {
            return bzImage(window, first);
        }
        throw JukeException.input(
                window.where() + " is no kernel but "
                        + FileKind.of(window.bytes(0, first.limit(), "beginning"))
                                .words(),
                "give an ELF file, a bzImage or an arm64 Image");
    }

    private static Kernel elf(Window window, ByteBuffer first) throws IOException {
        Elf elf = new Elf(window);
        boolean x86 = elf.architecture() == Architecture.AMD64;
        return new Kernel(
                elf.isWide() ? Format.ELF64 : Format.ELF32,
                elf.architecture(),
                x86 && elf.hasNote("Xen", PVH_NOTE),
                x86 && hasMultiboot(first),
                elf.hasSection(Kernel.UNIKRAFT_SECTION) || wrapsUnikraft(window, first, elf),
                elf.hasSection(Kernel.RUMPRUN_SECTION),
                elf.isWide() ? Solo5Notes.read(elf, window.where()) : null,
                window.size());
    }

    /** Multiboot 1: magic, flags and checksum, whose sum is 0, aligned to 4 bytes. */
    private static boolean hasMultiboot(ByteBuffer first) {
        for (int i = 0; i + 12 <= first.limit(); i += 4) {
            if (first.getInt(i) == MULTIBOOT_MAGIC
                    && first.getInt(i) + first.getInt(i + 4) + first.getInt(i + 8) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Unikraft for QEMU puts a 32-bit ELF header and a multiboot header before the whole 64-bit file. */
    private static boolean wrapsUnikraft(Window window, ByteBuffer first, Elf outer) throws IOException {
        if (outer.isWide()) {
            return false;
        }
        for (int i = 4; i + 4 <= first.limit(); i += 4) {
            if (first.getInt(i) == Elf.MAGIC) {
                try {
                    return new Elf(window.from(i)).hasSection(Kernel.UNIKRAFT_SECTION);
                } catch (JukeException noElf) {
                    return false;
                }
            }
        }
        return false;
    }

    private static boolean isBzImage(ByteBuffer first) {
        return first.getShort(BOOT_FLAG) == (short) 0xAA55
                && first.getInt(HEADER) == 0x53726448
                && (first.getShort(VERSION) & 0xffff) >= 0x200;
    }

    /** The header says how long the file is: the boot sector, its setup sectors, and 16-byte paragraphs. */
    private static Kernel bzImage(Window window, ByteBuffer first) {
        int sectors = first.get(SETUP_SECTS) == 0 ? 4 : first.get(SETUP_SECTS) & 0xff;
        long length = (sectors + 1) * 512L + (first.getInt(SYSSIZE) & 0xffffffffL) * 16;
        if (length > window.size()) {
            throw JukeException.input(
                    window.where() + " is truncated: a bzImage of " + length + " bytes that ends at byte "
                            + window.size(),
                    "get it again");
        }
        return image(Format.BZIMAGE, Architecture.AMD64, window);
    }

    private static Kernel image(Format format, Architecture architecture, Window window) {
        return new Kernel(format, architecture, false, false, false, window.size());
    }
}
