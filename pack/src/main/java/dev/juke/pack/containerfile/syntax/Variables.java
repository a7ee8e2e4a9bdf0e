/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import org.jspecify.annotations.Nullable;

/** What variables are worth. */
@FunctionalInterface
public interface Variables {
    /** The value of a variable, or null when it has none. */
    @Nullable
    String get(String name);
}
