/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk;

import dev.juke.pack.tree.Node;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;

/** The directories of a tree whose files have inodes with numbers: one after the other, in the order of the tree. */
public final class Listings {
    private final Map<String, Listing> byPath = new HashMap<>();

    /**
     * Numbers all nodes and puts them into their directories.
     *
     * @param root the inode of the root
     * @param first the inode of the first node
     */
    public Listings(SortedMap<String, Node> nodes, Listing.Style style, int root, int first) {
        byPath.put("", new Listing(style, root, root));
        int inode = first;
        for (Map.Entry<String, Node> entry : nodes.entrySet()) {
            String path = entry.getKey();
            Listing parent = get(Names.parent(path));
            parent.add(inode, Names.bytes(path), Kind.of(entry.getValue()));
            if (entry.getValue() instanceof Node.Directory) {
                byPath.put(path, new Listing(style, inode, parent.inode()));
            }
            inode++;
        }
    }

    /** All directories, in no order. */
    public Collection<Listing> all() {
        return byPath.values();
    }

    /** The directory at a path. */
    public Listing get(String path) {
        return Objects.requireNonNull(byPath.get(path), path);
    }
}
