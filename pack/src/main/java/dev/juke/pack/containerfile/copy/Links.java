/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.copy;

import dev.juke.base.JukeException;
import dev.juke.pack.tree.Node;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Follows symbolic links as a process does whose root is a directory of the view: absolute links begin there again, and nothing leads
 * out of it.
 */
public final class Links {
    /** Linux gives up after as many links in one path (MAXSYMLINKS). */
    private static final int MAX_LINKS = 40;

    private Links() {}

    /** Where a path leads, all links followed. What does not exist is named as if it did. */
    public static String follow(FileView view, String path) {
        return follow(view, "", path);
    }

    /** As the other, within a directory, which is the root of all links. */
    static String follow(FileView view, String root, String path) {
        Deque<String> parts = new ArrayDeque<>(List.of(path.split("/")));
        String current = "";
        int links = 0;
        while (!parts.isEmpty()) {
            String part = parts.pop();
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..")) {
                current = Names.parent(current);
                continue;
            }
            String next = Names.join(current, part);
            if (!(view.get(Names.join(root, next)) instanceof Node.Link link)) {
                current = next;
                continue;
            }
            if (++links > MAX_LINKS) {
                throw JukeException.input("'" + path + "' goes through too many links", "remove one of them");
            }
            if (link.target().startsWith("/")) {
                current = "";
            }
            List.of(link.target().split("/")).reversed().forEach(parts::push);
        }
        return Names.join(root, current);
    }

    /** As {@link #follow}, but a link in the last place is not followed: for making or replacing it. */
    static String place(FileView view, String root, String path) {
        String clean = Names.clean(path);
        return Names.join(follow(view, root, Names.parent(clean)), Names.last(clean));
    }
}
