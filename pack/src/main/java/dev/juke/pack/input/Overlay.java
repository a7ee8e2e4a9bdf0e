/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.input;

import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import dev.juke.pack.tree.TreePath;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layer that files are copied into one after the other, over the files of a base. Copies go where BuildKit's go: missing directories are
 * made, a file goes into a directory that exists, and so does a directory, under its own name; else the destination is the name of the
 * copy. Directories of the base keep their owner and mode, and its links to directories are followed.
 */
public final class Overlay {
    /** As many links may lie on a way as Linux allows (path_resolution(7)). */
    private static final int MAX_LINKS = 40;

    /** In a layer, such a name removes a file (OCI image specification 1.1, layer.md, "Whiteouts"). */
    private static final String WHITEOUT = ".wh.";

    private final FileTree base;
    private final FileTree layer = new FileTree();

    /** Nothing is copied yet. */
    public Overlay(FileTree base) {
        this.base = base;
    }

    /** What was copied. */
    public FileTree layer() {
        return layer;
    }

    /**
     * Copies a file, or a directory with all that is in it.
     *
     * @param source its path in {@code from}; empty for all of that
     * @param destination from the root; it ends with {@code /} when a file is to go into a directory of that name
     */
    public void copy(FileTree from, String source, Text destination) {
        Place place = destination.place();
        Node node = source.isEmpty() ? new Node.Directory(Permissions.DIRECTORY) : from.get(source);
        if (node == null) {
            throw place.wrong("'" + source + "' is not there", "check the path");
        }
        boolean directory = node instanceof Node.Directory;
        String target = resolve(clean(destination), place);
        if (isDirectory(target) || (destination.value().endsWith("/") && !directory)) {
            target = resolve(TreePath.join(target, TreePath.last(source)), place);
        }
        put(target, node, place);
        if (directory) {
            String prefix = source.isEmpty() ? "" : source + "/";
            // What lies in a directory is sorted between its name with '/' and its name with '0', which follows '/' in
            // ASCII.
            Map<String, Node> children =
                    source.isEmpty() ? from.nodes() : from.nodes().subMap(prefix, source + "0");
            for (Map.Entry<String, Node> child : children.entrySet()) {
                put(TreePath.join(target, child.getKey().substring(prefix.length())), child.getValue(), place);
            }
        }
    }

    private void put(String path, Node node, Place place) {
        if (path.isEmpty()) {
            return;
        }
        if (TreePath.last(path).startsWith(WHITEOUT)) {
            throw place.wrong(
                    "'" + path + "' would remove a file, since its name begins with " + WHITEOUT,
                    "rename it or leave it out");
        }
        makeParent(path, place);
        Node there = get(path);
        if (there != null && there instanceof Node.Directory != node instanceof Node.Directory) {
            throw place.wrong("'" + path + "' would be a directory and something else", "change the destination");
        }
        layer.put(path, node);
    }

    /** A directory that the layer names would take the base's place, so it is named as it is there. */
    private void makeParent(String path, Place place) {
        String parent = TreePath.parent(path);
        if (parent.isEmpty() || layer.get(parent) instanceof Node.Directory) {
            return;
        }
        makeParent(parent, place);
        Node there = get(parent);
        if (there != null && !(there instanceof Node.Directory)) {
            throw place.wrong(
                    "'" + path + "' cannot be put into '" + parent + "', which is no directory",
                    "change the destination");
        }
        layer.put(parent, there == null ? new Node.Directory(Permissions.DIRECTORY) : there);
    }

    /** The path that a destination means when links to directories are followed. */
    private String resolve(String path, Place place) {
        String rest = path;
        String done = "";
        int links = 0;
        while (!rest.isEmpty()) {
            int slash = rest.indexOf('/');
            String part = slash < 0 ? rest : rest.substring(0, slash);
            rest = slash < 0 ? "" : rest.substring(slash + 1);
            String next = TreePath.join(done, part);
            if (get(next) instanceof Node.Link link && !(rest.isEmpty() && !leadsToDirectory(done, link))) {
                if (++links > MAX_LINKS) {
                    throw place.wrong("'" + path + "' goes through too many links", "change the destination");
                }
                rest = TreePath.join(target(done, link), rest);
                done = "";
            } else {
                done = next;
            }
        }
        return done;
    }

    /** A link that is to be replaced by a file is no way to somewhere else. */
    private boolean leadsToDirectory(String directory, Node.Link link) {
        return isDirectory(target(directory, link));
    }

    private static String target(String directory, Node.Link link) {
        String start = link.target().startsWith("/") ? "" : "/" + directory;
        return TreePath.clean(start + "/" + link.target());
    }

    private boolean isDirectory(String path) {
        return path.isEmpty() || get(path) instanceof Node.Directory;
    }

    private @Nullable Node get(String path) {
        Node node = layer.get(path);
        return node == null ? base.get(path) : node;
    }

    private static String clean(Text destination) {
        if (destination.value().indexOf('\0') >= 0) {
            throw destination.place().wrong("the destination holds a NUL byte", "correct it");
        }
        return TreePath.clean("/" + destination.value());
    }
}
