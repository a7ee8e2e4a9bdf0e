/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.nix;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names that can be used somewhere.
 *
 * @param values what they mean
 * @param arguments those of a function's head, whose values nobody knows here
 * @param outer where the others are looked for; null at the outermost
 */
record Scope(
        Map<String, Value.Attribute> values,
        Set<String> arguments,
        @Nullable Scope outer) {
    /** No names yet. */
    static final Scope NONE = new Scope(Map.of(), Set.of(), null);

    /** The scope that a name belongs to, or null. */
    @Nullable
    Scope of(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            if (scope.values.containsKey(name) || scope.arguments.contains(name)) {
                return scope;
            }
        }
        return null;
    }
}
