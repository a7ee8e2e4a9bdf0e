/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.copy;

import dev.juke.base.JukeException;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.TreePath;
import java.util.List;

/**
 * Copies as BuildKit does: what a directory holds, not the directory; a file into a directory that exists or whose name ends with a
 * slash, else to that name; directories on the way are made; links in the destination lead where they do in the image.
 */
public final class Copier {
    private final StageFiles to;
    private final CopyOptions options;
    private final Archives archives;

    /** Copies into a stage. */
    public Copier(StageFiles to, CopyOptions options, Archives archives) {
        this.to = to;
        this.options = options;
        this.archives = archives;
    }

    /** Where files end up: the last part of the path is a directory when it ends with a slash. */
    private static boolean isDirectory(String destination) {
        return destination.endsWith("/") || destination.endsWith("/.");
    }

    /** Whether several things may go to a destination. */
    public boolean takesSeveral(String destination) {
        return isDirectory(destination) || to.get(Links.follow(to, destination)) instanceof Node.Directory;
    }

    /**
     * Copies one thing that is there.
     *
     * @param path what {@link Selection} found
     * @param destination from the root, with a slash at its end for a directory
     */
    public void copy(FileView from, String path, String destination) {
        String followed = Links.follow(from, path);
        Node node = from.get(followed);
        if (node == null) {
            throw JukeException.input("'/" + path + "' is a link to nothing", "name what it should point at");
        }
        if (options.unpacks() && node instanceof Node.File file && archives.isArchive(file.content(), path)) {
            String into = Links.follow(to, destination);
            to.makeDirectories(into, options.directories());
            archives.unpack(file.content(), path, to, into, options.owner());
            return;
        }
        boolean isFile = !(node instanceof Node.Directory);
        if (isFile && options.excluded().matches(TreePath.last(path))) {
            return;
        }
        String ensured = isDirectory(destination) ? destination : TreePath.parent(destination);
        to.makeDirectories(Links.follow(to, ensured), options.directories());
        String target = Links.follow(to, destination);
        Node there = to.get(target);
        if (isFile && there instanceof Node.Directory) {
            target = TreePath.join(target, TreePath.last(path));
        }
        to.makeDirectories(isFile || there != null ? TreePath.parent(target) : target, options.directories());
        copy(from, followed, "", target, false);
    }

    /** Copies a node and what is below it; {@code within} is its path from the source on. */
    private void copy(FileView from, String path, String within, String target, boolean replacesDirectory) {
        Node node = from.get(path);
        if (node == null) {
            return;
        }
        boolean leftOut = !within.isEmpty() && options.excluded().matches(within);
        if (leftOut && !(node instanceof Node.Directory && options.excluded().hasExceptions())) {
            return;
        }
        if (!leftOut) {
            put(target, node, replacesDirectory);
        }
        if (node instanceof Node.Directory) {
            for (String name : from.names(path)) {
                copy(from, TreePath.join(path, name), TreePath.join(within, name), TreePath.join(target, name), true);
            }
        }
    }

    private void put(String target, Node node, boolean replacesDirectory) {
        Node there = to.get(target);
        boolean directory = node instanceof Node.Directory;
        if (directory && there != null && !(there instanceof Node.Directory)) {
            throw JukeException.input(
                    "a directory cannot be copied to '/" + target + "', which is none", "change the destination");
        }
        if (!directory && there instanceof Node.Directory) {
            throw JukeException.input(
                    "a file cannot be copied to '/" + target + "', which is a directory", "change the destination");
        }
        if (there == null || !directory || replacesDirectory) {
            to.makeDirectories(TreePath.parent(target), options.directories());
            if (!target.isEmpty()) {
                to.put(target, options.apply(node));
            }
        }
    }

    /**
     * Copies with the directories that lie between a root and what is copied.
     *
     * @param root where the kept directories begin
     * @param paths what is copied, from there on
     */
    public void copyWithParents(FileView from, String root, List<String> paths, String destination) {
        String into = Links.follow(to, destination);
        to.makeDirectories(into, options.directories());
        for (String path : paths) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                String parent = path.substring(0, slash);
                Node node = from.get(Links.follow(from, TreePath.join(root, parent)));
                if (node != null && to.get(TreePath.join(into, parent)) == null) {
                    to.put(TreePath.join(into, parent), options.apply(node));
                }
            }
            copy(from, TreePath.join(root, path), path, TreePath.join(into, path), true);
        }
    }
}
