/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.nix;

import dev.juke.base.JukeException;
import dev.juke.pack.input.Place;
import dev.juke.pack.input.Reading;
import dev.juke.pack.input.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attributes of a set that means something here. What is wrong with them is kept for later. */
record Fields(Reading reading, String prefix, Map<String, Value.Attribute> values) {
    static Fields of(Reading reading, String prefix, Value.Set set, List<String> known) {
        set.attributes().forEach((name, attribute) -> {
            if (!known.contains(name)) {
                reading.unknown(attribute.place(), prefix, name, known);
            }
        });
        return new Fields(reading, prefix, set.attributes());
    }

    /** Adds the problem that a text is missing, or that it is empty where it may not be. What is no text is told elsewhere. */
    void require(String name, boolean mayBeEmpty) {
        Value.Attribute attribute = values.get(name);
        if (attribute == null) {
            reading.problems()
                    .add(JukeException.input(
                            reading.file() + ": " + prefix + name + " is missing", "add " + name + " = \"…\";"));
        } else if (!mayBeEmpty
                && attribute.value().value() instanceof Value.Str text
                && text.text().isEmpty()) {
            reading.problems().add(attribute.place().wrong(prefix + name + " is empty", "write something"));
        }
    }

    /** A text, or a boolean as one; null when there is none. */
    @Nullable
    Text text(String name) {
        Value.Attribute attribute = values.get(name);
        return attribute == null ? null : reading.attempt(() -> text(prefix + name, attribute));
    }

    private static Text text(String name, Value.Attribute attribute) {
        Place place = attribute.place();
        return switch (attribute.value().value()) {
            case Value.Str text -> new Text(text.text(), place);
            case Value.Bool bool -> new Text(String.valueOf(bool.value()), place);
            case Value other ->
                throw place.wrong(name + " must be a text, but is " + other.kind(), "write it in quotes");
        };
    }

    /** A set within this one; one without attributes when there is none. */
    Fields set(String name, List<String> known) {
        Value.Set set = reading.attempt(() -> set(name));
        return of(reading, prefix + name + ".", set == null ? new Value.Set(Map.of()) : set, known);
    }

    /** The attributes of a set within this one, whose names may be any. */
    Map<Text, Text> pairs(String name) {
        Map<Text, Text> pairs = new LinkedHashMap<>();
        Value.Set set = reading.attempt(() -> set(name));
        if (set != null) {
            set.attributes().forEach((key, attribute) -> {
                Text value = reading.attempt(() -> text(prefix + name + ".\"" + key + "\"", attribute));
                if (value != null) {
                    pairs.put(new Text(key, attribute.place()), value);
                }
            });
        }
        return pairs;
    }

    private Value.Set set(String name) {
        Value.Attribute attribute = values.get(name);
        if (attribute == null) {
            throw JukeException.input(
                    reading.file() + ": " + prefix + name + " is missing", "add " + name + " = { … };");
        }
        if (!(attribute.value().value() instanceof Value.Set set)) {
            throw attribute
                    .place()
                    .wrong(
                            prefix + name + " must be a set, but is "
                                    + attribute.value().value().kind(),
                            "write { … }");
        }
        return set;
    }
}
