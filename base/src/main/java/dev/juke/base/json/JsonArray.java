/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base.json;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A JSON list. Can be changed. */
public final class JsonArray implements JsonValue, Iterable<JsonValue> {
    private final ArrayList<JsonValue> values = new ArrayList<>();

    /** An empty list. */
    public JsonArray() {}

    /** A list of strings. */
    public static JsonArray of(Iterable<String> texts) {
        JsonArray array = new JsonArray();
        for (String text : texts) {
            array.add(text);
        }
        return array;
    }

    /** Adds a value and returns this list. */
    public JsonArray add(JsonValue value) {
        values.add(value);
        return this;
    }

    /** Adds a string and returns this list. */
    public JsonArray add(String text) {
        return add(new Text(text));
    }

    @Override
    public JsonArray copy() {
        JsonArray copy = new JsonArray();
        values.forEach(value -> copy.add(value.copy()));
        return copy;
    }

    /** The values, as they are now; cannot be changed through this view. */
    public List<JsonValue> values() {
        return List.copyOf(values);
    }

    /** How many values there are. */
    public int size() {
        return values.size();
    }

    @Override
    public Iterator<JsonValue> iterator() {
        return values.iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonArray that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return Json.write(this);
    }
}
