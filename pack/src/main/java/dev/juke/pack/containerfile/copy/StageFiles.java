/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.copy;

import dev.juke.base.JukeException;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import dev.juke.pack.tree.TreePath;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All files of a stage as they are now, and what the present instruction changes, which becomes a layer. */
public final class StageFiles implements FileView {
    /** A name that begins so removes a file of a lower layer (OCI image specification 1.1, layer.md, "Whiteouts"). */
    private static final String WHITEOUT = ".wh.";
    /** A stage with more files is refused. */
    private static final int MAX_FILES = 1_000_000;

    private final SortedMap<String, Node> nodes;
    private final FileView view;
    private FileTree change = new FileTree();

    private StageFiles(SortedMap<String, Node> start) {
        this.nodes = new TreeMap<>(start);
        this.view = TreeView.of(nodes);
    }

    /** The files that a stage starts with. */
    public static StageFiles of(FileTree base) {
        return new StageFiles(base.nodes());
    }

    /** A copy that goes its own way. */
    public StageFiles copy() {
        return new StageFiles(nodes);
    }

    /** What was changed since this was asked last. */
    public FileTree takeChange() {
        FileTree taken = change;
        change = new FileTree();
        return taken;
    }

    @Override
    public @Nullable Node get(String path) {
        return view.get(path);
    }

    @Override
    public Collection<String> names(String directory) {
        return view.names(directory);
    }

    /** Makes a directory and those that it lies in, as far as they are missing. */
    public void makeDirectories(String path, Owner owner) {
        Node there = get(path);
        if (there instanceof Node.Directory) {
            return;
        }
        if (there != null) {
            throw JukeException.input("'/" + path + "' is no directory", "change the destination");
        }
        makeDirectories(TreePath.parent(path), owner);
        put(path, new Node.Directory(Permissions.DIRECTORY.owned(owner.uid(), owner.gid())));
    }

    /** Puts something into a directory that exists; what was there before is replaced. */
    void put(String path, Node node) {
        if (TreePath.last(path).startsWith(WHITEOUT)) {
            throw JukeException.input(
                    "'/" + path + "' would remove a file, since its name begins with " + WHITEOUT,
                    "rename it or leave it out");
        }
        if (nodes.size() >= MAX_FILES) {
            throw JukeException.input("the stage has more than " + MAX_FILES + " files", "pack them into one file");
        }
        record(TreePath.parent(path));
        if (nodes.get(path) instanceof Node.Directory && !(node instanceof Node.Directory)) {
            nodes.subMap(path + "/", path + "0").clear();
        }
        nodes.put(path, node);
        change.put(path, node);
    }

    /** A layer holds the directories of what it changes, too, as they are. */
    private void record(String directory) {
        Node node = nodes.get(directory);
        if (node != null && change.get(directory) == null) {
            record(TreePath.parent(directory));
            change.put(directory, node);
        }
    }
}
