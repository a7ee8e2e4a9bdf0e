/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.copy;

import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The files of an image or a stage. */
public final class TreeView implements FileView {
    private static final Node ROOT = new Node.Directory(Permissions.DIRECTORY);

    private final SortedMap<String, Node> nodes;

    private TreeView(SortedMap<String, Node> nodes) {
        this.nodes = nodes;
    }

    /** The files of a tree. */
    public static TreeView of(FileTree tree) {
        return new TreeView(tree.nodes());
    }

    /** Files by path, of which the view shows what they become. */
    static TreeView of(SortedMap<String, Node> nodes) {
        return new TreeView(nodes);
    }

    @Override
    public @Nullable Node get(String path) {
        return path.isEmpty() ? ROOT : nodes.get(path);
    }

    @Override
    public Collection<String> names(String directory) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        // '0' follows '/'.
        SortedMap<String, Node> below = directory.isEmpty() ? nodes : nodes.subMap(prefix, directory + "0");
        List<String> names = new ArrayList<>();
        for (String path : below.keySet()) {
            if (path.indexOf('/', prefix.length()) < 0) {
                names.add(path.substring(prefix.length()));
            }
        }
        return names;
    }
}
