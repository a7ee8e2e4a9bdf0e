/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import dev.juke.base.JukeException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Paths within a tree of files as text: {@code etc/passwd}, without slashes at their ends; the root is empty. */
public final class TreePath {
    /** Linux gives up after as many links in one path (path_resolution(7), MAXSYMLINKS). */
    private static final int MAX_LINKS = 40;

    private TreePath() {}

    /** A path without slashes at its ends, empty parts, {@code .} and {@code ..}, which does not lead above the root. */
    public static String clean(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    /** A path in a directory. */
    public static String join(String directory, String name) {
        return directory.isEmpty() || name.isEmpty() ? directory + name : directory + "/" + name;
    }

    /** The directory that a path lies in. */
    public static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** The last part of a path. */
    public static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * Where a path leads, all links followed as by a process whose root the tree is: absolute links begin there again, and nothing leads
     * out of it. What does not exist is named as if it did.
     *
     * @param at what stands at a path, itself and not what it leads to
     */
    public static String follow(String path, Function<String, @Nullable Node> at) {
        Deque<String> parts = new ArrayDeque<>(List.of(path.split("/")));
        String current = "";
        int links = 0;
        while (!parts.isEmpty()) {
            String part = parts.pop();
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..")) {
                current = parent(current);
                continue;
            }
            String next = join(current, part);
            if (!(at.apply(next) instanceof Node.Link link)) {
                current = next;
                continue;
            }
            if (++links > MAX_LINKS) {
                throw JukeException.input("'" + path + "' goes through too many links", "correct the links");
            }
            if (link.target().startsWith("/")) {
                current = "";
            }
            List.of(link.target().split("/")).reversed().forEach(parts::push);
        }
        return current;
    }
}
