/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import java.util.Set;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A scalar of a build file as it was written: {@code 0.10} stays {@code 0.10}.
 *
 * @param value empty for YAML's null
 */
record YamlText(String value, Place place) {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

    static YamlText of(ScalarNode node, Place place) {
        return new YamlText(isNull(node) ? "" : node.getValue(), place);
    }

    static boolean isNull(ScalarNode node) {
        return node.isPlain() && NULLS.contains(node.getValue());
    }

    boolean isEmpty() {
        return value.isEmpty();
    }
}
