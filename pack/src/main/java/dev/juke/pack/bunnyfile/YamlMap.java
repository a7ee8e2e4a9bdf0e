/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import dev.juke.pack.input.Place;
import dev.juke.pack.input.Reading;
import dev.juke.pack.input.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping of a build file whose keys are all known. A key without a value is one that is not there.
 *
 * @param prefix its own keys with a dot, for messages: {@code platforms.}; empty for the whole file
 */
record YamlMap(Reading reading, String prefix, Place place, Map<String, Node> values) {
    /** What YAML's core schema takes for null, when it is not in quotes. */
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

    /** Reads a mapping. Keys that are not known are told later, or warned of. */
    static YamlMap of(Reading reading, Section section, Node node) {
        Map<String, Node> values = new LinkedHashMap<>();
        entries(reading, section.path(), node).forEach((key, value) -> {
            if (section.keys().contains(key.value())) {
                values.put(key.value(), value);
            } else {
                reading.unknown(key.place(), section.prefix(), key.value(), section.keys());
            }
        });
        values.values().removeIf(value -> value instanceof ScalarNode scalar && isNull(scalar));
        return new YamlMap(reading, section.prefix(), place(reading, node), values);
    }

    /** All entries of a mapping, in their order. */
    private static Map<Text, Node> entries(Reading reading, String path, Node node) {
        Place place = place(reading, node);
        if (!(node instanceof MappingNode mapping)) {
            String what = path.isEmpty() ? "a build file" : path;
            throw place.wrong(what + " must have keys, but is " + kind(node), "write 'KEY: VALUE' lines");
        }
        Map<Text, Node> entries = new LinkedHashMap<>();
        Map<String, Place> seen = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Place keyPlace = place(reading, tuple.getKeyNode());
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (seen.put(key, keyPlace) != null) {
                String prefix = path.isEmpty() ? "" : path + ".";
                reading.problems().add(keyPlace.wrong("key '" + prefix + key + "' is there twice", "remove one"));
            } else {
                entries.put(new Text(key, keyPlace), tuple.getValueNode());
            }
        }
        return entries;
    }

    /** The mapping under a key; one without keys when it is missing. */
    YamlMap map(String key, Section section) {
        Node node = values.get(key);
        return node == null ? new YamlMap(reading, section.prefix(), place, Map.of()) : of(reading, section, node);
    }

    /** The texts under a key by their names, which may be any; empty when it is missing. */
    Map<Text, Text> textMap(String key) {
        Node node = values.get(key);
        Map<Text, Text> texts = new LinkedHashMap<>();
        if (node != null) {
            entries(reading, prefix + key, node)
                    .forEach((name, value) -> texts.put(name, text(key + "." + name.value(), value)));
        }
        return texts;
    }

    /** Refuses a file that lacks a key altogether. */
    void require(String key, String example) {
        if (!values.containsKey(key)) {
            throw place.wrong(prefix + key + " is missing", "add '" + example + "'");
        }
    }

    /** The scalar under a key; empty when it is missing. */
    Text text(String key) {
        Node node = values.get(key);
        return node == null ? new Text("", place) : text(key, node);
    }

    /** The scalar under a key, which must be there and not be empty. */
    Text required(String key) {
        Text text = text(key);
        if (text.isEmpty()) {
            throw text.place().wrong(prefix + key + " is missing", "add it");
        }
        return text;
    }

    /** The scalars under a key; empty when it is missing. */
    List<Text> texts(String key) {
        List<Text> texts = new ArrayList<>();
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
        throw place(reading, node).wrong(prefix + key + " must be a list, but is " + kind(node), "write ['A', 'B']");
    }

    private Text text(String key, Node node) {
        if (node instanceof ScalarNode scalar) {
            return new Text(isNull(scalar) ? "" : scalar.getValue(), place(reading, node));
        }
        throw place(reading, node).wrong(prefix + key + " must be a text, but is " + kind(node), "write it in quotes");
    }

    static Place place(Reading reading, Node node) {
        Path file = reading.file();
        return YamlFile.place(file, node.getStartMark());
    }

    private static boolean isNull(ScalarNode node) {
        return node.isPlain() && NULLS.contains(node.getValue());
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
