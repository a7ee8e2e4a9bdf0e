/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.copy;

import dev.juke.base.JukeException;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what a source of COPY or ADD names. */
public final class Selection {
    private final FileView files;

    /** Looks among files. */
    public Selection(FileView files) {
        this.files = files;
    }

    /** The paths that a source names, in order; none when there are none. */
    public List<String> find(String source) {
        String clean = TreePath.clean(source);
        if (!PathPattern.isPattern(clean)) {
            return files.get(Links.place(files, "", clean)) == null ? List.of() : List.of(clean);
        }
        List<String> parts = List.of(clean.split("/"));
        int plain = 0;
        while (!PathPattern.isPattern(parts.get(plain))) {
            plain++;
        }
        List<String> found = List.of(Links.follow(files, String.join("/", parts.subList(0, plain))));
        for (String part : parts.subList(plain, parts.size())) {
            found = step(found, pattern(part));
        }
        return found;
    }

    private List<String> step(List<String> directories, PathPattern pattern) {
        List<String> found = new ArrayList<>();
        for (String directory : directories) {
            if (files.get(directory) instanceof Node.Directory) {
                for (String name : files.names(directory)) {
                    if (pattern.matches(name)) {
                        found.add(TreePath.join(directory, name));
                    }
                }
            }
        }
        return found;
    }

    private static PathPattern pattern(String part) {
        PathPattern pattern = PathPattern.ofSource(part);
        if (pattern == null) {
            throw JukeException.input("'" + part + "' is no pattern", "close its bracket, or put \\ before it");
        }
        return pattern;
    }

    /** The paths below a root that a pattern names, where <code>**</code> is any number of directories; what lies in them is not named again. */
    public List<String> below(String root, String pattern) {
        if (!PathPattern.isPattern(pattern)) {
            return files.get(Links.place(files, "", TreePath.join(root, pattern))) == null
                    ? List.of()
                    : List.of(pattern);
        }
        IgnoreList wanted = new IgnoreList();
        @Nullable String wrong = wanted.add(pattern);
        if (wrong != null) {
            throw JukeException.input(wrong, "close its bracket, or put \\ before it");
        }
        List<String> found = new ArrayList<>();
        collect(root, "", wanted, found);
        return found;
    }

    private void collect(String root, String within, IgnoreList wanted, List<String> found) {
        String path = TreePath.join(root, within);
        if (!within.isEmpty() && wanted.matches(within)) {
            found.add(within);
        } else if (files.get(path) instanceof Node.Directory) {
            for (String name : files.names(path)) {
                collect(root, TreePath.join(within, name), wanted, found);
            }
        }
    }
}
