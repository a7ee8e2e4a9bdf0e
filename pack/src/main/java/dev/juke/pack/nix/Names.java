/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.nix;

import dev.juke.unikernel.Key;
import java.util.Arrays;
import java.util.List;

/** What urunc's keys are called below {@code annotations}: without what they all begin with. */
final class Names {
    private Names() {}

    static List<Key> keys() {
        return Arrays.stream(Key.values())
                .filter(key -> key.fullName().startsWith(Key.PREFIX))
                .toList();
    }

    static List<String> all() {
        return keys().stream().map(Names::of).toList();
    }

    static String of(Key key) {
        return key.fullName().substring(Key.PREFIX.length());
    }
}
