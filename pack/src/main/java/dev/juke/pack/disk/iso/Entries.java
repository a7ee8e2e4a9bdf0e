/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.iso;

import dev.juke.pack.disk.Kind;
import dev.juke.pack.disk.Names;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes entries of a tree: in their directories, and with Rock Ridge's fields. */
final class Entries {

    private final long epoch;
    private final Continuations continuations;
    private final Map<String, Entry> directories = new HashMap<>();
    private final Map<String, IsoNames> names = new HashMap<>();
    private final Map<String, Integer> subdirectories = new HashMap<>();
    private final List<Entry> files = new ArrayList<>();
    private final Entry root;

    /**
     * Makes them.
     *
     * @param epoch the time of all, seconds since 1970
     * @param continuations where fields go that are too long
     */
    Entries(FileTree tree, long epoch, Continuations continuations) {
        this.epoch = epoch;
        this.continuations = continuations;
        tree.nodes().forEach((path, node) -> {
            if (node instanceof Node.Directory) {
                subdirectories.merge(Names.parent(path), 1, Integer::sum);
            }
        });
        Node.Directory top = new Node.Directory(Permissions.DIRECTORY);
        this.root = new Entry(Entry.SELF, top, common("", top), new byte[0]);
        directories.put("", root);
        tree.nodes().forEach(this::add);
    }

    /** The root directory. */
    Entry root() {
        return root;
    }

    /** All files, in the order of the tree. */
    List<Entry> files() {
        return files;
    }

    private void add(String path, Node node) {
        IsoNames siblings = names.computeIfAbsent(Names.parent(path), any -> new IsoNames());
        boolean directory = node instanceof Node.Directory;
        String name = directory ? siblings.directory(Names.last(path)) : siblings.file(Names.last(path));
        byte[] common = common(path, node);
        List<byte[]> fields = new ArrayList<>(List.of(common));
        fields.addAll(RockRidge.name(Names.bytes(path)));
        if (node instanceof Node.Link link) {
            Names.target(path, link);
            fields.addAll(RockRidge.link(link.target()));
        }
        Entry entry = new Entry(name, node, common, continuations.put(fields, Entry.room(name)));
        Objects.requireNonNull(directories.get(Names.parent(path))).add(entry);
        if (directory) {
            directories.put(path, entry);
        } else if (node instanceof Node.File) {
            files.add(entry);
        }
    }

    /** What the directory says of itself and its subdirectories of it, too. */
    private byte[] common(String path, Node node) {
        int links = node instanceof Node.Directory ? 2 + subdirectories.getOrDefault(path, 0) : 1;
        Permissions permissions = Names.checked(path, node.permissions());
        return RockRidge.common(Kind.of(node).mode(permissions.mode()), permissions, links, epoch);
    }
}
