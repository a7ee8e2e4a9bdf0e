/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.copy;

import dev.juke.pack.tree.TreePath;

/**
 * Follows symbolic links as a process does whose root is a directory of the view: absolute links begin there again, and nothing leads
 * out of it.
 */
public final class Links {
    private Links() {}

    /** Where a path leads, all links followed. What does not exist is named as if it did. */
    public static String follow(FileView view, String path) {
        return follow(view, "", path);
    }

    /** As the other, within a directory, which is the root of all links. */
    static String follow(FileView view, String root, String path) {
        return TreePath.join(root, TreePath.follow(path, next -> view.get(TreePath.join(root, next))));
    }

    /** As {@link #follow}, but a link in the last place is not followed: for making or replacing it. */
    static String place(FileView view, String root, String path) {
        String clean = TreePath.clean(path);
        return TreePath.join(follow(view, root, TreePath.parent(clean)), TreePath.last(clean));
    }
}
