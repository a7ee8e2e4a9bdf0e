/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.nix;

import dev.juke.pack.nix.Expression.Attributes;
import dev.juke.pack.nix.Expression.Binding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Brings {@code a.b = 1; a = { c = 2; };} into one set {@code a}. */
final class Nesting {
    private Nesting() {}

    /** The bindings of a set, one for each name, whose paths have that name alone. */
    static Map<String, Binding> of(Attributes set) {
        Map<String, List<Binding>> named = new LinkedHashMap<>();
        for (Binding binding : set.bindings()) {
            named.computeIfAbsent(binding.path().getFirst(), _ -> new ArrayList<>())
                    .add(binding);
        }
        Map<String, Binding> result = new LinkedHashMap<>();
        named.forEach((name, bindings) -> result.put(name, together(name, bindings)));
        return result;
    }

    private static Binding together(String name, List<Binding> bindings) {
        Binding first = bindings.getFirst();
        if (bindings.size() == 1 && first.path().size() == 1) {
            return first;
        }
        List<Binding> inner = new ArrayList<>();
        for (Binding binding : bindings) {
            List<String> rest = binding.path().subList(1, binding.path().size());
            if (!rest.isEmpty()) {
                inner.add(new Binding(binding.place(), rest, binding.value(), binding.outer()));
            } else if (binding.value() instanceof Attributes set && !set.recursive()) {
                inner.addAll(set.bindings());
            } else {
                throw (inner.isEmpty() ? bindings.get(1) : binding)
                        .place()
                        .wrong("'" + name + "' is there twice", "remove one");
            }
        }
        return new Binding(first.place(), List.of(name), new Attributes(first.place(), false, inner), false);
    }
}
