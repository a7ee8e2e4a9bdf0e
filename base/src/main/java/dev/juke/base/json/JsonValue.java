/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base.json;

/**
 * A JSON value (RFC 8259). The tree keeps what it does not understand: members stay in their order, numbers keep their
 * text, so that a document that was read and written again differs only where it was changed.
 */
public sealed interface JsonValue
        permits JsonObject, JsonArray, JsonValue.Text, JsonValue.Numeral, JsonValue.Bool, JsonValue.Null {
    /** A string. */
    record Text(String value) implements JsonValue {}

    /** A number, as it was written. */
    record Numeral(String text) implements JsonValue {}

    /** {@code true} or {@code false}. */
    record Bool(boolean value) implements JsonValue {}

    /** {@code null}. */
    record Null() implements JsonValue {}

    /** A copy that shares nothing that can be changed; a value that cannot be changed is its own copy. */
    default JsonValue copy() {
        return this;
    }

    /** What a value is called in a message to a person. */
    default String kind() {
        return switch (this) {
            case Text t -> "a string";
            case Numeral n -> "a number";
            case Bool b -> "a boolean";
            case Null n -> "null";
            case JsonObject o -> "an object";
            case JsonArray a -> "a list";
        };
    }
}
