/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.kernel;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads Solo5's notes as its own monitors do (tenders/common/mft.c, mft_validate): what they refuse is refused here. */
final class Solo5Notes {
    private static final String OWNER = "Solo5";

    /** "ABI1" (include/elf_abi.h). */
    private static final int ABI = 0x31494241;

    /** "MFT1" (include/mft_abi.h). */
    private static final int MANIFEST = 0x3154464d;

    /** MFT_VERSION, MFT_MAX_ENTRIES, MFT_NAME_SIZE and the size of struct mft_entry (include/mft_abi.h). Bytes. */
    private static final int MANIFEST_VERSION = 1;

    private static final int MAX_ENTRIES = 64;
    private static final int NAME_SIZE = 68;
    private static final int ENTRY_SIZE = 104;

    /** MFT_RESERVED_FIRST: the type of the first entry, which is no device. */
    private static final int RESERVED = 1 << 30;

    /** A note's header with Solo5's name has 20 bytes, and the manifest is aligned to 8: so it begins after 4 more. */
    private static final int MANIFEST_PADDING = 4;

    private final Elf elf;
    private final String where;

    private Solo5Notes(Elf elf, String where) {
        this.elf = elf;
        this.where = where;
    }

    /** What the notes say; null when there are none. */
    static @Nullable Solo5 read(Elf elf, String where) throws IOException {
        ByteBuffer abi = elf.note(OWNER, ABI);
        if (abi == null) {
            return null;
        }
        Solo5Notes notes = new Solo5Notes(elf, where);
        if (abi.remaining() < 8) {
            throw notes.wrong("ABI note has " + abi.remaining() + " bytes");
        }
        return new Solo5(abi.getInt(0), abi.getInt(4), notes.devices());
    }

    private List<Solo5.Device> devices() throws IOException {
        ByteBuffer note = elf.note(OWNER, MANIFEST);
        if (note == null) {
            throw wrong("manifest is missing");
        }
        if (note.remaining() < MANIFEST_PADDING + 8) {
            throw wrong("manifest has " + note.remaining() + " bytes");
        }
        int version = note.getInt(MANIFEST_PADDING);
        int count = note.getInt(MANIFEST_PADDING + 4);
        if (version != MANIFEST_VERSION) {
            throw wrong("manifest is of version " + Integer.toUnsignedString(version) + ", not " + MANIFEST_VERSION);
        }
        if (count < 1 || count > MAX_ENTRIES || note.remaining() != MANIFEST_PADDING + 8 + count * ENTRY_SIZE) {
            throw wrong(
                    "manifest of " + note.remaining() + " bytes has " + Integer.toUnsignedString(count) + " entries");
        }
        List<Solo5.Device> devices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ByteBuffer entry = note.slice(MANIFEST_PADDING + 8 + i * ENTRY_SIZE, ENTRY_SIZE)
                    .order(note.order());
            int type = entry.getInt(NAME_SIZE);
            if (i == 0 && (type != RESERVED || entry.get(0) != 0)) {
                throw wrong("manifest begins with a device");
            }
            if (i > 0) {
                devices.add(new Solo5.Device(name(entry), type(type)));
            }
        }
        return devices;
    }

    private String name(ByteBuffer entry) {
        int length = 0;
        while (length < NAME_SIZE && entry.get(length) != 0) {
            byte c = entry.get(length++);
            boolean good = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (!good) {
                throw wrong("manifest has a device whose name holds more than letters and digits");
            }
        }
        if (length == 0 || length == NAME_SIZE) {
            throw wrong("manifest has a device whose name is " + (length == 0 ? "empty" : "too long"));
        }
        return StandardCharsets.US_ASCII.decode(entry.slice(0, length)).toString();
    }

    private Solo5.Type type(int number) {
        return switch (number) {
            case 1 -> Solo5.Type.BLOCK_BASIC;
            case 2 -> Solo5.Type.NET_BASIC;
            default -> throw wrong("manifest has a device of the unknown type " + Integer.toUnsignedString(number));
        };
    }

    private JukeException wrong(String what) {
        return JukeException.input(where + " is damaged: its Solo5 " + what, "build it again");
    }
}
