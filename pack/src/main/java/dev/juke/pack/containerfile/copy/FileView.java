/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.copy;

import dev.juke.pack.tree.Node;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Files that can be looked at by path: {@code etc/passwd}, without a slash at its beginning or end; the root is {@code ""}. */
public interface FileView {
    /** What stands at a path, links in it not followed; null when there is nothing. */
    @Nullable
    Node get(String path);

    /** The names in a directory, sorted. */
    Collection<String> names(String directory);
}
