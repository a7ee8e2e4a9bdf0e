/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.ext;

/** Which of the family is written; it differs in features (Linux fs/ext4/ext4.h, EXT4_FEATURE_…). */
public enum Flavour {
    /** Block lists and no journal, for guests that know nothing newer: filetype; sparse_super, large_file. */
    EXT2(0, 0x2, 0x1 | 0x2, 32_000),
    /** Extents and a journal: has_journal; filetype, extents; sparse_super, large_file, huge_file, dir_nlink, extra_isize. */
    EXT4(0x4, 0x2 | 0x40, 0x1 | 0x2 | 0x8 | 0x20 | 0x40, 65_000);

    /** Features that a guest may ignore. */
    final int compatible;
    /** Features that a guest must know. */
    final int incompatible;
    /** Features that a guest must know to write. */
    final int writable;
    /** The most links that a directory can have; with dir_nlink one with more says 1. */
    final int links;

    Flavour(int compatible, int incompatible, int writable, int links) {
        this.compatible = compatible;
        this.incompatible = incompatible;
        this.writable = writable;
        this.links = links;
    }
}
