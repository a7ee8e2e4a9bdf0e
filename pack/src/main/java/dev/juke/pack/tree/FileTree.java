/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import dev.juke.base.JukeException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A tree of files that is yet to be written: sorted, parents before children, and without anything that differs by host. Its paths are as
 * {@code etc/passwd}, without a slash at either end; the root, {@code ""}, is always there and has no node. Nothing leads out of it: a
 * leading slash, {@code ..} and links are understood as by a process whose root it is.
 */
public final class FileTree {
    private final TreeMap<String, Node> nodes = new TreeMap<>();

    /** A tree with nothing in it. */
    public FileTree() {}

    /** A tree of these, copied one after the other as {@link Copying#BUNNY} says. */
    public static FileTree of(List<Include> includes) {
        FileTree tree = new FileTree();
        for (Include include : includes) {
            FileTree source = HostFiles.read(include.source(), include.name());
            tree.copy(source, include.name(), include.destination(), Copying.BUNNY);
        }
        return tree;
    }

    /** A tree of what a directory of this host holds. */
    public static FileTree of(Path directory) {
        return HostFiles.read(directory, "");
    }

    /**
     * A tree of what a tar archive holds, compressed or not, with its owners and modes.
     *
     * @param work a directory of the caller's, where a compressed archive is kept decompressed as long as the tree is in use
     * @param warnings is told what was left out of it
     */
    public static FileTree ofTar(Path archive, Path work, Consumer<String> warnings) {
        return TarFiles.read(archive, work, warnings);
    }

    /** All nodes by their path. */
    public SortedMap<String, Node> nodes() {
        return Collections.unmodifiableSortedMap(nodes);
    }

    /** All that lies below a directory, by path. */
    public SortedMap<String, Node> below(String directory) {
        return Collections.unmodifiableSortedMap(inside(directory));
    }

    /** What stands at exactly that path, or null. */
    public @Nullable Node get(String path) {
        return nodes.get(path);
    }

    /** What a path leads to, all links followed; null when it leads to nothing or to the root. */
    public @Nullable Node find(String path) {
        return nodes.get(resolve(path));
    }

    /** Whether a path leads to a directory, all links followed. */
    public boolean isDirectory(String path) {
        String place = resolve(path);
        return place.isEmpty() || nodes.get(place) instanceof Node.Directory;
    }

    /** Where a path leads, all links followed. What does not exist is named as if it did. */
    public String resolve(String path) {
        return TreePath.follow(path, nodes::get);
    }

    /** As {@link #resolve}, but a link in the last place is not followed: for making, replacing or removing it. */
    public String place(String path) {
        String clean = TreePath.clean(path);
        return TreePath.join(resolve(TreePath.parent(clean)), TreePath.last(clean));
    }

    /**
     * Puts something at exactly that path, with the directories that it lies in; what was there before is replaced, unless one of the
     * two is a directory.
     */
    public void put(String path, Node node) {
        makeParents(path, Permissions.DIRECTORY);
        Node old = nodes.put(path, node);
        if (old != null && old instanceof Node.Directory != node instanceof Node.Directory) {
            nodes.put(path, old);
            throw JukeException.input(
                    "'" + path + "' would be a directory and something else", "change the destination");
        }
    }

    /** Removes what stands at exactly that path, with all below it. */
    public void remove(String path) {
        nodes.remove(path);
        inside(path).clear();
    }

    /** Removes all that a directory holds. */
    public void clear(String directory) {
        inside(directory).clear();
    }

    /** Copies a file, link or directory with all in it out of a tree; {@link Copying} says where it lands. */
    public void copy(FileTree from, String source, String destination, Copying how) {
        new TreeCopy(from, this, how).copy(source, destination);
    }

    /** Makes the directories that a path lies in, as far as they are missing. */
    void makeParents(String path, Permissions permissions) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String parent = path.substring(0, slash);
            Node there = nodes.putIfAbsent(parent, new Node.Directory(permissions));
            if (there != null && !(there instanceof Node.Directory)) {
                throw JukeException.input(
                        "'" + path + "' cannot be put into '" + parent + "', which is no directory",
                        "change the destination");
            }
        }
    }

    private SortedMap<String, Node> inside(String directory) {
        // '0' follows '/'.
        return directory.isEmpty() ? nodes : nodes.subMap(directory + "/", directory + "0");
    }
}
