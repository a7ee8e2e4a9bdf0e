/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import java.util.function.UnaryOperator;

/**
 * How {@link FileTree#copy} copies. Always: missing directories are made; a file goes into a directory that exists, or whose name ends
 * with a slash, under its own name; else the destination is the name of the copy. Links in the destination are followed, those inside of
 * a copied directory are kept.
 *
 * @param contents whether of a directory only what it holds is copied, into the destination; else it is copied itself: into a
 *     destination that exists, under its own name
 * @param following whether a link in the last place of the source is followed; else it is copied
 * @param permissions gives each copy its owner and mode; directories made on the way get its owner
 */
public record Copying(boolean contents, boolean following, UnaryOperator<Permissions> permissions) {
    /** As bunny has BuildKit copy what {@code rootfs.include} names. */
    public static final Copying BUNNY = new Copying(false, false, UnaryOperator.identity());

    /** As {@code COPY} of a Containerfile. */
    public static final Copying CONTAINERFILE = new Copying(true, true, UnaryOperator.identity());

    /** The same with other owners and modes. */
    public Copying as(UnaryOperator<Permissions> other) {
        return new Copying(contents, following, other);
    }
}
