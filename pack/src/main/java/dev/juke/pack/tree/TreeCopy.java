/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import dev.juke.base.JukeException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One copy from a tree to another. */
final class TreeCopy {
    private final FileTree from;
    private final FileTree to;
    private final Copying how;
    /** The names of one file stay names of one file, but not of the one that was copied. */
    private final IdentityHashMap<Content, Content> copies = new IdentityHashMap<>();

    TreeCopy(FileTree from, FileTree to, Copying how) {
        this.from = from;
        this.to = to;
        this.how = how;
    }

    void copy(String source, String destination) {
        String found = how.following() ? from.resolve(source) : from.place(source);
        Node node = from.get(found);
        if (node == null && !found.isEmpty()) {
            throw JukeException.input("'" + source + "' does not exist", "check the path");
        }
        // The root of the source has no name of its own.
        if (found.isEmpty() || (how.contents() && node instanceof Node.Directory)) {
            contents(found, node, to.resolve(destination));
        } else {
            put(found, target(TreePath.clean(source), node, destination), node);
        }
    }

    private String target(String source, @Nullable Node node, String destination) {
        boolean into = to.isDirectory(destination) || (destination.endsWith("/") && !(node instanceof Node.Directory));
        String name = source.substring(source.lastIndexOf('/') + 1);
        return into ? TreePath.join(to.resolve(destination), name) : to.place(destination);
    }

    /** A destination that exists keeps its owner and mode. */
    private void contents(String source, @Nullable Node directory, String target) {
        if (!target.isEmpty() && !to.isDirectory(target)) {
            Permissions permissions = directory == null ? Permissions.DIRECTORY : directory.permissions();
            put(target, new Node.Directory(permissions));
        }
        below(source, target);
    }

    private void put(String source, String target, @Nullable Node node) {
        if (node != null) {
            put(target, node);
            below(source, target);
        }
    }

    private void below(String source, String target) {
        int start = source.isEmpty() ? 0 : source.length() + 1;
        // A copy, since a tree may be copied into itself.
        for (Map.Entry<String, Node> entry : List.copyOf(from.below(source).entrySet())) {
            put(TreePath.join(target, entry.getKey().substring(start)), entry.getValue());
        }
    }

    private void put(String target, Node node) {
        Permissions owner = how.permissions().apply(Permissions.DIRECTORY);
        to.makeParents(target, Permissions.DIRECTORY.owned(owner.uid(), owner.gid()));
        Node copy = node.with(how.permissions().apply(node.permissions()));
        if (copy instanceof Node.File file) {
            copy = new Node.File(file.permissions(), copies.computeIfAbsent(file.content(), TreeCopy::fresh));
        }
        to.put(target, copy);
    }

    private static Content fresh(Content content) {
        return new Content(content.file(), content.offset(), content.size());
    }
}
