/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ffs;

import java.util.BitSet;

/** The fragments of a disk, taken from its beginning. */
final class Fragments {
    private final BitSet used = new BitSet();
    private int next;

    /** A disk on which nothing is, and that has no end: to see what files need. */
    Fragments() {}

    /** A disk with its groups' own fragments. */
    Fragments(Groups groups) {
        for (int group = 0; group < groups.count(); group++) {
            int start = group * groups.perGroup();
            used.set(start + (group == 0 ? 0 : Groups.SUPERBLOCK), start + groups.first(group));
        }
    }

    /** Takes fragments of one block, and tells the first one's number. */
    int take(int count) {
        int taken = next;
        while (taken >= 0) {
            int after = next % Groups.PER_BLOCK + count;
            next += after > Groups.PER_BLOCK ? Groups.PER_BLOCK - next % Groups.PER_BLOCK : 0;
            taken = used.nextSetBit(next);
            if (taken >= next + count) {
                taken = -1;
            }
            next = taken < 0 ? next : used.nextClearBit(taken);
        }
        used.set(next, next + count);
        next += count;
        return next - count;
    }

    /** How many fragments were looked at: taken ones, and what is left beside them. */
    int end() {
        return next;
    }

    boolean isFree(int fragment) {
        return !used.get(fragment);
    }
}
