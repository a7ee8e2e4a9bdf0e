/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import java.nio.file.Path;

/** What stands at a path of a {@link FileTree}. Of owner, mode and time nothing is kept but whether a file can be run. */
public sealed interface Node {
    /** Permission bits: the same whatever the umask of whoever made the files was. */
    default int mode() {
        return switch (this) {
            case Directory _ -> 0755;
            case File file -> file.executable ? 0755 : 0644;
            case Link _ -> 0777;
        };
    }

    /** A directory. */
    record Directory() implements Node {}

    /**
     * A regular file.
     *
     * @param source where its content lies on this host
     */
    record File(Path source, boolean executable) implements Node {}

    /** A symbolic link, kept as it is. */
    record Link(String target) implements Node {}
}
