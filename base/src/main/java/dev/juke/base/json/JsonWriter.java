/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base.json;

import java.util.Map;

/** Writes JSON: compact, or for people as Go's {@code MarshalIndent} with two blanks. */
final class JsonWriter {
    private static final String HEX = "0123456789ABCDEF";

    private final StringBuilder out = new StringBuilder(1024);
    private final boolean pretty;

    JsonWriter(boolean pretty) {
        this.pretty = pretty;
    }

    String text(JsonValue value) {
        write(value, 0);
        return out.toString();
    }

    /** Not a pattern switch: its bootstrap costs 10 ms, once, in a program that lives for 50. */
    private void write(JsonValue value, int depth) {
        if (value instanceof JsonObject object) {
            object(object, depth);
        } else if (value instanceof JsonArray array) {
            array(array, depth);
        } else if (value instanceof JsonValue.Text text) {
            string(text.value());
        } else if (value instanceof JsonValue.Numeral numeral) {
            out.append(numeral.text());
        } else if (value instanceof JsonValue.Bool bool) {
            out.append(bool.value());
        } else {
            out.append("null");
        }
    }

    private void object(JsonObject object, int depth) {
        out.append('{');
        boolean first = true;
        for (Map.Entry<String, JsonValue> member : object.members()) {
            next(first, depth + 1);
            first = false;
            string(member.getKey());
            out.append(pretty ? ": " : ":");
            write(member.getValue(), depth + 1);
        }
        end(first, depth);
        out.append('}');
    }

    private void array(JsonArray array, int depth) {
        out.append('[');
        boolean first = true;
        for (JsonValue element : array) {
            next(first, depth + 1);
            first = false;
            write(element, depth + 1);
        }
        end(first, depth);
        out.append(']');
    }

    private void next(boolean first, int depth) {
        if (!first) {
            out.append(',');
        }
        if (pretty) {
            line(depth);
        }
    }

    private void end(boolean empty, int depth) {
        if (pretty && !empty) {
            line(depth);
        }
    }

    private void line(int depth) {
        out.append('\n');
        for (int i = 0; i < depth; i++) {
            out.append("  ");
        }
    }

    /** Escapes what RFC 8259, section 7, says must be, and nothing else. */
    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
