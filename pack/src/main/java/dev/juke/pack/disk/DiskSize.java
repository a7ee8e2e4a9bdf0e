/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk;

import dev.juke.base.JukeException;

/** Sizes of disks, in bytes, that cannot be. */
public final class DiskSize {
    private static final long MIB = 1 << 20;

    private DiskSize() {}

    /** Refuses a size above the largest that is written. */
    public static void check(long size, long largest) {
        if (size > largest) {
            throw JukeException.input(
                    "a disk of " + size + " bytes is too large: up to " + largest + " are written",
                    "ask for a smaller one");
        }
    }

    /** The error that the files need more than what was asked for. */
    public static JukeException tooSmall(long size, long need) {
        return JukeException.input(
                "the files do not fit on a disk of " + size + " bytes: they need " + need,
                "ask for " + Math.ceilDiv(need, MIB) + " MiB or more, or leave the size out");
    }
}
