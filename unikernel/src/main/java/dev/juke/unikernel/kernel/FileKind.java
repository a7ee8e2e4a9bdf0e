/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** What a file looks like that is no kernel, for a message to a person who named the wrong one. */
enum FileKind {
    EMPTY("an empty file", ""),
    GZIP("a gzip archive", "1f8b"),
    ZSTD("a zstd archive", "28b52ffd"),
    XZ("an xz archive", "fd377a585a00"),
    BZIP2("a bzip2 archive", "425a68"),
    ZIP("a zip archive", "504b0304"),
    CPIO("a cpio archive, which is an initrd", "3037303730"),
    SCRIPT("a script", "2321"),
    WASM("a WebAssembly module", "0061736d"),
    PE("a program for Windows or UEFI", "4d5a"),
    MACH_O("a program for macOS", "cffaedfe"),
    DISK("a disk image", "514649fb"),
    TAR("a tar archive", ""),
    TEXT("a text file", ""),
    UNKNOWN("data of an unknown kind", "");

    private static final int TAR_MAGIC_OFFSET = 257;

    private final String words;
    /** Its first bytes, hexadecimal; empty where others tell. */
    private final String magic;

    FileKind(String words, String magic) {
        this.words = words;
        this.magic = magic;
    }

    /** As it ends a sentence: "a text file". */
    String words() {
        return words;
    }

    /** What a file with these first bytes looks like. */
    static FileKind of(byte[] first) {
        if (first.length == 0) {
            return EMPTY;
        }
        for (FileKind kind : values()) {
            if (!kind.magic.isEmpty() && has(first, 0, HexFormat.of().parseHex(kind.magic))) {
                return kind;
            }
        }
        if (has(first, TAR_MAGIC_OFFSET, "ustar".getBytes(StandardCharsets.US_ASCII))) {
            return TAR;
        }
        return isText(first) ? TEXT : UNKNOWN;
    }

    private static boolean has(byte[] bytes, int offset, byte[] magic) {
        int end = offset + magic.length;
        return end <= bytes.length && Arrays.equals(bytes, offset, end, magic, 0, magic.length);
    }

    /** No control characters but those that texts have. */
    private static boolean isText(byte[] bytes) {
        for (byte b : bytes) {
            boolean control = b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1b;
            if (control || b == 0x7f) {
                return false;
            }
        }
        return true;
    }
}
