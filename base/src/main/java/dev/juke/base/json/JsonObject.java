/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base.json;

import dev.juke.base.JukeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object whose members keep their order. Can be changed. The typed readers return nothing for a member that is
 * missing or {@code null} and refuse one of another type, naming it.
 */
public final class JsonObject implements JsonValue {
    private final LinkedHashMap<String, JsonValue> members = new LinkedHashMap<>();

    /** An empty object. */
    public JsonObject() {}

    /** The member of that name, or null. */
    public @Nullable JsonValue get(String name) {
        JsonValue value = members.get(name);
        return value instanceof Null ? null : value;
    }

    /** Sets a member, in its old place when it was there, and returns this object. */
    public JsonObject put(String name, JsonValue value) {
        members.put(name, value);
        return this;
    }

    /** Sets a string member. */
    public JsonObject put(String name, String text) {
        return put(name, new Text(text));
    }

    /** Sets a whole number. */
    public JsonObject put(String name, long number) {
        return put(name, new Numeral(Long.toString(number)));
    }

    /** Sets a boolean. */
    public JsonObject put(String name, boolean value) {
        return put(name, new Bool(value));
    }

    /** Removes a member if it is there, and returns this object. */
    public JsonObject remove(String name) {
        members.remove(name);
        return this;
    }

    @Override
    public JsonObject copy() {
        JsonObject copy = new JsonObject();
        members.forEach((name, value) -> copy.put(name, value.copy()));
        return copy;
    }

    /** The names in their order. */
    public Set<String> names() {
        return members.keySet();
    }

    /** The members in their order. */
    public Set<Map.Entry<String, JsonValue>> members() {
        return members.entrySet();
    }

    /** Whether there is no member. */
    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** A string member, or null. */
    public @Nullable String text(String name) {
        JsonValue value = get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Text text) {
            return text.value();
        }
        throw wrong(name, "a string", value);
    }

    /** A string member, or what is given when it is missing. */
    public String text(String name, String otherwise) {
        String text = text(name);
        return text == null ? otherwise : text;
    }

    /** A whole number that fits 64 bits, or null. */
    public @Nullable Long integer(String name) {
        JsonValue value = get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Numeral number) {
            try {
                return Long.valueOf(number.text());
            } catch (NumberFormatException e) {
                throw JukeException.input(
                        "member '" + name + "' is not a whole number of 64 bits: " + number.text(), "correct it");
            }
        }
        throw wrong(name, "a number", value);
    }

    /** A boolean member, or what is given when it is missing. */
    public boolean bool(String name, boolean otherwise) {
        JsonValue value = get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Bool bool) {
            return bool.value();
        }
        throw wrong(name, "true or false", value);
    }

    /** An object member, or null. */
    public @Nullable JsonObject object(String name) {
        JsonValue value = get(name);
        if (value == null || value instanceof JsonObject) {
            return (JsonObject) value;
        }
        throw wrong(name, "an object", value);
    }

    /** An object member, made when it is missing. */
    public JsonObject objectOrNew(String name) {
        JsonObject object = object(name);
        if (object == null) {
            object = new JsonObject();
            put(name, object);
        }
        return object;
    }

    /** A list member, or null. */
    public @Nullable JsonArray array(String name) {
        JsonValue value = get(name);
        if (value == null || value instanceof JsonArray) {
            return (JsonArray) value;
        }
        throw wrong(name, "a list", value);
    }

    /** The objects of a list member; empty when it is missing. */
    public List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        JsonArray array = array(name);
        if (array != null) {
            for (JsonValue value : array) {
                if (!(value instanceof JsonObject object)) {
                    throw wrong(name, "a list of objects", value);
                }
                objects.add(object);
            }
        }
        return objects;
    }

    /** The strings of a list member; empty when it is missing. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        JsonArray array = array(name);
        if (array != null) {
            for (JsonValue value : array) {
                if (!(value instanceof Text text)) {
                    throw wrong(name, "a list of strings", value);
                }
                texts.add(text.value());
            }
        }
        return texts;
    }

    /** The string members of an object member, in their order; empty when it is missing. */
    public Map<String, String> textMap(String name) {
        Map<String, String> map = new LinkedHashMap<>();
        JsonObject object = object(name);
        if (object != null) {
            for (String key : object.names()) {
                String text = object.text(key);
                if (text != null) {
                    map.put(key, text);
                }
            }
        }
        return map;
    }

    private static JukeException wrong(String name, String wanted, JsonValue found) {
        return JukeException.input(
                "member '" + name + "' must be " + wanted + ", but is " + found.kind(), "correct it");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonObject that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return Json.write(this);
    }
}
