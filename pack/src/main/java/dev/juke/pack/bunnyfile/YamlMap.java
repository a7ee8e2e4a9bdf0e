/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping of a build file whose keys are all known. A key without a value is one that is not there.
 *
 * @param path its own key with a dot, for messages: {@code platforms.}; empty for the whole file
 */
record YamlMap(Path file, String path, Place place, Map<String, Node> values) {
    static YamlMap of(Path file, String path, Node node, List<String> known) {
        Place place = Place.of(file, node.getStartMark());
        if (!(node instanceof MappingNode mapping)) {
            String what = path.isEmpty() ? "a build file" : path.substring(0, path.length() - 1);
            throw place.wrong(what + " must have keys, but is " + kind(node), "write 'KEY: VALUE' lines");
        }
        Map<String, Node> values = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Place keyPlace = Place.of(file, tuple.getKeyNode().getStartMark());
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (!known.contains(key)) {
                throw keyPlace.wrong("unknown key '" + path + key + "'", Nearest.hint(key, known));
            }
            if (values.put(key, tuple.getValueNode()) != null) {
                throw keyPlace.wrong("key '" + path + key + "' is there twice", "remove one");
            }
        }
        values.values().removeIf(value -> value instanceof ScalarNode scalar && YamlText.isNull(scalar));
        return new YamlMap(file, path, place, values);
    }

    /** The mapping under a key; one without keys when it is missing. */
    YamlMap map(String key, List<String> known) {
        Node node = values.get(key);
        return node == null
                ? new YamlMap(file, path + key + ".", place, Map.of())
                : of(file, path + key + ".", node, known);
    }

    /** Refuses a file that lacks a key altogether. */
    void require(String key, String example) {
        if (!values.containsKey(key)) {
            throw place.wrong(path + key + " is missing", "add '" + example + "'");
        }
    }

    /** The scalar under a key; empty when it is missing. */
    YamlText text(String key) {
        Node node = values.get(key);
        return node == null ? new YamlText("", place) : text(key, node);
    }

    /** The scalar under a key, which must be there and not be empty. */
    YamlText required(String key) {
        YamlText text = text(key);
        if (text.isEmpty()) {
            throw text.place().wrong(path + key + " is missing", "add it");
        }
        return text;
    }

    /** The scalars under a key; empty when it is missing. */
    List<YamlText> texts(String key) {
        List<YamlText> texts = new ArrayList<>();
        nodes(key).forEach(node -> texts.add(text(key, node)));
        return texts;
    }

    /** The elements of the list under a key; empty when it is missing. */
    List<Node> nodes(String key) {
        @Nullable Node node = values.get(key);
        if (node == null) {
            return List.of();
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        throw placeOf(node).wrong(path + key + " must be a list, but is " + kind(node), "write ['A', 'B']");
    }

    private YamlText text(String key, Node node) {
        if (node instanceof ScalarNode scalar) {
            return YamlText.of(scalar, placeOf(node));
        }
        throw placeOf(node).wrong(path + key + " must be a text, but is " + kind(node), "write it in quotes");
    }

    Place placeOf(Node node) {
        return Place.of(file, node.getStartMark());
    }

    private static String kind(Node node) {
        return switch (node.getNodeType()) {
            case SCALAR -> "a text";
            case SEQUENCE -> "a list";
            case MAPPING -> "a mapping";
            case ANCHOR -> "an anchor";
        };
    }
}
