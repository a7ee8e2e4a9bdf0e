/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.copy;

import dev.juke.pack.tree.Node;
import org.jspecify.annotations.Nullable;

/**
 * How something is copied.
 *
 * @param owner {@code --chown}; null for the owner that it has, which is root for all from the context
 * @param mode {@code --chmod}; null for the mode that it has
 * @param parents {@code --parents}: the directories of the source are kept
 * @param unpacks whether archives are unpacked
 * @param excluded {@code --exclude}
 */
public record CopyOptions(
        @Nullable Owner owner, @Nullable ModeChange mode, boolean parents, boolean unpacks, IgnoreList excluded) {
    /** Copies things as they are. */
    public static final CopyOptions PLAIN = new CopyOptions(null, null, false, false, IgnoreList.NONE);

    /** Whose directories are that are made on the way. */
    Owner directories() {
        return owner == null ? Owner.ROOT : owner;
    }

    /** What a node becomes. */
    Node apply(Node node) {
        Node result = owner == null ? node : node.with(node.permissions().owned(owner.uid(), owner.gid()));
        if (mode == null || node instanceof Node.Link) {
            return result;
        }
        int bits = mode.apply(node.permissions().mode(), node instanceof Node.Directory);
        return result.with(result.permissions().with(bits));
    }
}
