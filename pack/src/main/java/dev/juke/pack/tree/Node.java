/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

/**
 * What stands at a path of a {@link FileTree}. Times are not kept: everything in an image has one. What comes from a directory of this
 * host belongs to root, and of its mode nothing is kept but whether it can be run, so that umask and user do not matter; what comes from
 * an image or archive is as it was there.
 */
public sealed interface Node {
    /** Its owner and mode. */
    Permissions permissions();

    /** The same thing with another owner or mode. */
    Node with(Permissions permissions);

    /** A directory. */
    record Directory(Permissions permissions) implements Node {
        @Override
        public Directory with(Permissions other) {
            return new Directory(other);
        }
    }

    /** A regular file. */
    record File(Permissions permissions, Content content) implements Node {
        @Override
        public File with(Permissions other) {
            return new File(other, content);
        }
    }

    /** A symbolic link, kept as it is. */
    record Link(Permissions permissions, String target) implements Node {
        @Override
        public Link with(Permissions other) {
            return new Link(other, target);
        }
    }
}
