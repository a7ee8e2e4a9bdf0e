/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.kernel;

import dev.juke.base.JukeException;
import dev.juke.machine.Architecture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An executable in ELF (System V ABI, "Object Files"), as far as it tells how a kernel is started. */
final class Elf {
    static final int MAGIC = 0x464c457f;

    private static final int EI_CLASS = 4;
    private static final int EI_DATA = 5;
    private static final int LITTLE_ENDIAN = 1;

    private static final int ET_REL = 1;
    private static final int ET_EXEC = 2;
    private static final int ET_DYN = 3;

    private static final int PT_LOAD = 1;
    private static final int PT_INTERP = 3;
    private static final int PT_NOTE = 4;
    private static final int SHT_NOTE = 7;
    private static final int SHT_NOBITS = 8;

    /** No kernel has more: Linux has a few hundred bytes of notes, a Solo5 kernel at most 7 KiB. Bytes. */
    private static final long MAX_NOTES = 1 << 20;

    private final Window window;
    private final boolean wide;
    private final Architecture architecture;
    private final List<Part> segments = new ArrayList<>();
    private final List<Part> sections = new ArrayList<>();
    private final int nameSection;

    /** A segment or a section. {@code name} is a section's place in the table of names. */
    private record Part(int type, int name, long offset, long size) {}

    /** Where something lies. */
    private record Range(long offset, long size) {}

    /** Reads the headers and checks that the file is whole. */
    Elf(Window window) throws IOException {
        this.window = window;
        ByteBuffer ident = window.read(0, 16, "ELF header");
        this.wide = switch (ident.get(EI_CLASS)) {
            case 1 -> false;
            case 2 -> true;
            default -> throw wrong("is damaged: its ELF class is " + ident.get(EI_CLASS), "get it again");
        };
        if (ident.get(EI_DATA) != LITTLE_ENDIAN) {
            throw wrong("is a big-endian ELF file", "build it for x86-64 or arm64");
        }
        ByteBuffer header = window.read(0, wide ? 64 : 52, "ELF header");
        this.architecture = architecture(header.getShort(18) & 0xffff);
        checkType(header.getShort(16) & 0xffff);
        int counts = wide ? 54 : 42;
        this.nameSection = header.getShort(counts + 8) & 0xffff;
        readSegments(address(header, wide ? 32 : 28), header.getShort(counts), header.getShort(counts + 2));
        readSections(address(header, wide ? 40 : 32), header.getShort(counts + 4), header.getShort(counts + 6));
    }

    boolean isWide() {
        return wide;
    }

    Architecture architecture() {
        return architecture;
    }

    private Architecture architecture(int machine) {
        return switch (machine) {
            // Unikraft wraps its 64-bit kernel into a 32-bit file, since multiboot 1 knows no other.
            case 3, 62 -> Architecture.AMD64;
            case 183 -> Architecture.ARM64;
            default -> throw wrong("is an ELF file for " + machineName(machine), "build it for x86-64 or arm64");
        };
    }

    private static String machineName(int machine) {
        return switch (machine) {
            case 2, 43 -> "SPARC";
            case 8 -> "MIPS";
            case 20, 21 -> "PowerPC";
            case 22 -> "IBM Z";
            case 40 -> "32-bit ARM";
            case 50 -> "Itanium";
            case 243 -> "RISC-V";
            case 258 -> "LoongArch";
            default -> "the machine of number " + machine;
        };
    }

    private void checkType(int type) {
        switch (type) {
            case ET_EXEC, ET_DYN -> {}
            case ET_REL -> throw wrong("is an object file", "link it");
            default -> throw wrong("is no executable: its ELF type is " + type, "name the kernel itself");
        }
    }

    private void readSegments(long offset, short entrySize, short count) throws IOException {
        ByteBuffer table = table(offset, entrySize, count, wide ? 56 : 32, "program header table");
        while (table.hasRemaining()) {
            ByteBuffer entry = next(table, wide ? 56 : 32);
            Part segment = new Part(entry.getInt(0), 0, address(entry, wide ? 8 : 4), address(entry, wide ? 32 : 16));
            if (segment.type == PT_LOAD && !window.holds(segment.offset, segment.size)) {
                throw wrong("is truncated: a segment lies beyond its end at byte " + window.size(), "get it again");
            }
            if (segment.type == PT_INTERP) {
                checkInterpreter(segment);
            }
            segments.add(segment);
        }
    }

    private void readSections(long offset, short entrySize, short count) throws IOException {
        if (offset == 0) {
            return;
        }
        ByteBuffer table = table(offset, entrySize, count, wide ? 64 : 40, "section header table");
        while (table.hasRemaining()) {
            ByteBuffer entry = next(table, wide ? 64 : 40);
            sections.add(new Part(
                    entry.getInt(4), entry.getInt(0), address(entry, wide ? 24 : 16), address(entry, wide ? 32 : 20)));
        }
    }

    private ByteBuffer table(long offset, short entrySize, short count, int wanted, String what) throws IOException {
        int number = count & 0xffff;
        if (number > 0 && (entrySize & 0xffff) != wanted) {
            throw wrong(
                    "is damaged: an entry of its " + what + " has " + (entrySize & 0xffff) + " bytes", "get it again");
        }
        return window.read(number == 0 ? 0 : offset, (long) number * wanted, what);
    }

    private static ByteBuffer next(ByteBuffer table, int size) {
        ByteBuffer entry = table.slice(table.position(), size).order(table.order());
        table.position(table.position() + size);
        return entry;
    }

    private long address(ByteBuffer buffer, int offset) {
        return wide ? buffer.getLong(offset) : buffer.getInt(offset) & 0xffffffffL;
    }

    /** A program that the dynamic linker starts is none that a monitor could. Solo5 writes a path that does not exist. */
    private void checkInterpreter(Part segment) throws IOException {
        ByteBuffer path = window.read(segment.offset, Math.min(segment.size, 256), "interpreter");
        String text = StandardCharsets.UTF_8.decode(path).toString().replace("\0", "");
        String name = text.substring(text.lastIndexOf('/') + 1);
        boolean linker = name.startsWith("ld") && name.contains(".so");
        if (linker || text.startsWith("/lib") || text.startsWith("/usr/lib")) {
            throw wrong("is a program for an operating system: it asks for " + text, "name a kernel");
        }
    }

    /** Whether there is a note of that owner and type, in a segment or a section. */
    boolean hasNote(String owner, int type) throws IOException {
        return note(owner, type) != null;
    }

    /** What the first note of that owner and type says; null when there is none. Segments are searched before sections. */
    @Nullable
    ByteBuffer note(String owner, int type) throws IOException {
        long left = MAX_NOTES;
        // A file with segments and sections has every note in both.
        Set<Range> seen = new HashSet<>();
        for (Part part : noteParts()) {
            if (!seen.add(new Range(part.offset, part.size))) {
                continue;
            }
            left -= part.size;
            if (left < 0) {
                throw wrong("is damaged: its notes have more than " + MAX_NOTES + " bytes", "get it again");
            }
            ByteBuffer note = note(part, owner, type);
            if (note != null) {
                return note;
            }
        }
        return null;
    }

    private List<Part> noteParts() {
        List<Part> parts = new ArrayList<>();
        for (Part segment : segments) {
            if (segment.type == PT_NOTE) {
                parts.add(segment);
            }
        }
        for (Part section : sections) {
            if (section.type == SHT_NOTE) {
                parts.add(section);
            }
        }
        return parts;
    }

    private @Nullable ByteBuffer note(Part part, String owner, int type) throws IOException {
        ByteBuffer notes = window.read(part.offset, part.size, "notes");
        while (notes.remaining() >= 12) {
            long nameSize = notes.getInt() & 0xffffffffL;
            long dataSize = notes.getInt() & 0xffffffffL;
            int found = notes.getInt();
            long data = notes.position() + padded(nameSize);
            // The last note's data need not be padded.
            if (data + dataSize > notes.limit()) {
                return null;
            }
            byte[] bytes = new byte[(int) nameSize];
            notes.get(bytes);
            if (found == type && new String(bytes, StandardCharsets.ISO_8859_1).equals(owner + "\0")) {
                return notes.slice((int) data, (int) dataSize).order(notes.order());
            }
            notes.position((int) Math.min(data + padded(dataSize), notes.limit()));
        }
        return null;
    }

    private static long padded(long size) {
        return (size + 3) & ~3L;
    }

    /** Whether there is a section of that name. */
    boolean hasSection(String name) throws IOException {
        if (nameSection >= sections.size() || sections.get(nameSection).type == SHT_NOBITS) {
            return false;
        }
        Part names = sections.get(nameSection);
        byte[] table =
                window.read(names.offset, names.size, "table of section names").array();
        byte[] wanted = (name + "\0").getBytes(StandardCharsets.US_ASCII);
        for (Part section : sections) {
            long end = (section.name & 0xffffffffL) + wanted.length;
            if (end <= table.length && Arrays.equals(table, section.name, (int) end, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    private JukeException wrong(String what, String hint) {
        return JukeException.input(window.where() + " " + what, hint);
    }
}
