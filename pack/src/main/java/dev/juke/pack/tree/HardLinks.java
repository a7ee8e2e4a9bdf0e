/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Which names of a tree are names of one file: those with the same {@link Content} object, owner and mode. */
public final class HardLinks {
    private final IdentityHashMap<Content, Names> files = new IdentityHashMap<>();

    /** The names of one content, whose owner and mode are the first one's. */
    private record Names(Permissions permissions, List<String> paths) {}

    /** Finds them. */
    public HardLinks(FileTree tree) {
        for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
            // An empty file would look like one whose content comes later.
            if (entry.getValue() instanceof Node.File file && file.content().size() > 0) {
                Names names =
                        files.computeIfAbsent(file.content(), _ -> new Names(file.permissions(), new ArrayList<>(1)));
                if (names.permissions.equals(file.permissions())) {
                    names.paths.add(entry.getKey());
                }
            }
        }
    }

    /** All names of a file in order, its own among them. */
    public List<String> names(String path, Node.File file) {
        Names names = files.get(file.content());
        return names != null && names.permissions.equals(file.permissions()) ? names.paths : List.of(path);
    }
}
