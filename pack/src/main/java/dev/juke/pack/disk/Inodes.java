/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk;

import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.HardLinks;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** A tree's inodes, numbered in the tree's order, and what its directories hold. Names of one file share an inode. */
public final class Inodes {
    private final Map<String, Listing> listings = new HashMap<>();
    private final List<Inode> all = new ArrayList<>();
    private int next;

    /**
     * An inode, whose owner can be stored.
     *
     * @param path its first name
     * @param names how many names it has; what leads to a directory, its {@link Listing} knows
     */
    public record Inode(int number, String path, Node node, int names) {
        /** Owner and mode. */
        public Permissions permissions() {
            return node.permissions();
        }
    }

    /**
     * Numbers all nodes and puts them into their directories.
     *
     * @param extra directories that are made unless there is something of their name
     * @param root the inode of the root
     * @param first the inode of the first node
     */
    public Inodes(FileTree tree, Map<String, Node.Directory> extra, Listing.Style style, int root, int first) {
        NavigableMap<String, Node> nodes = new TreeMap<>(tree.nodes());
        extra.forEach(nodes::putIfAbsent);
        HardLinks hardLinks = new HardLinks(tree);
        listings.put("", new Listing(style, root, root));
        next = first;
        Map<String, Integer> numbers = new HashMap<>();
        all.add(new Inode(root, "", new Node.Directory(Permissions.DIRECTORY), 1));
        for (Map.Entry<String, Node> entry : nodes.entrySet()) {
            String path = entry.getKey();
            Node node = entry.getValue();
            Names.checked(path, node.permissions());
            List<String> names = node instanceof Node.File file ? hardLinks.names(path, file) : List.of(path);
            boolean again = !names.getFirst().equals(path);
            int number = again ? Objects.requireNonNull(numbers.get(names.getFirst())) : next++;
            if (names.size() > 1) {
                numbers.put(path, number);
            }
            Listing parent = listing(Names.parent(path));
            parent.add(number, Names.bytes(path), Kind.of(node));
            if (node instanceof Node.Directory) {
                listings.put(path, new Listing(style, number, parent.inode()));
            }
            if (!again) {
                all.add(new Inode(number, path, node, names.size()));
            }
        }
    }

    /** All inodes in the order of their numbers. */
    public List<Inode> all() {
        return all;
    }

    /** What follows the last number. */
    public int end() {
        return next;
    }

    /** The directory at a path. */
    public Listing listing(String path) {
        return Objects.requireNonNull(listings.get(path), path);
    }
}
