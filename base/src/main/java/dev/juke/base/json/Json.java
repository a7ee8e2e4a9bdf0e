/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.juke.base.JukeException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** Reads and writes JSON text. Streaming jackson-core and a small tree: data binding costs 80 ms of start-up. */
public final class Json {
    /** Deeper documents are refused: no document that Juke reads comes near. */
    private static final int MAX_DEPTH = 100;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /**
     * Reads a file that holds one JSON object.
     *
     * @param what what the file is, for messages ("bundle configuration")
     * @param maxBytes a larger file is refused
     */
    public static JsonObject readObject(Path file, String what, long maxBytes) {
        byte[] bytes;
        try {
            long size = Files.size(file);
            if (size > maxBytes) {
                throw JukeException.input(
                        what + " " + file + " has " + size + " bytes, more than the limit of " + maxBytes,
                        "give a smaller one");
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new JukeException(
                    JukeException.Category.NOT_FOUND,
                    what + " " + file + ": no such file or directory",
                    "check the path",
                    e);
        } catch (IOException e) {
            throw new JukeException(
                    JukeException.Category.INPUT, what + " " + file + " cannot be read: " + reason(e), "", e);
        }
        return parseObject(bytes, what + " " + file);
    }

    /** Parses text that holds one JSON object; {@code where} names it in messages. */
    public static JsonObject parseObject(byte[] utf8, String where) {
        JsonValue value = parse(utf8, where);
        if (value instanceof JsonObject object) {
            return object;
        }
        throw JukeException.input(where + " must hold a JSON object, but holds " + value.kind(), "correct it");
    }

    /** Parses text that holds one JSON value and nothing else. */
    public static JsonValue parse(byte[] utf8, String where) {
        try (JsonParser parser = FACTORY.createParser(utf8)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw JukeException.input(where + " is empty", "it must hold JSON");
            }
            JsonValue value = value(parser, first, 0, where);
            if (parser.nextToken() != null) {
                throw JukeException.input(
                        where + " goes on after the end of its JSON value, at line "
                                + parser.currentTokenLocation().getLineNr(),
                        "remove what follows");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new JukeException(
                    JukeException.Category.INPUT,
                    where + " is not JSON: line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage(),
                    "correct it",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonValue value(JsonParser parser, JsonToken token, int depth, String where) throws IOException {
        if (depth > MAX_DEPTH) {
            throw JukeException.input(where + " is nested more than " + MAX_DEPTH + " levels deep", "flatten it");
        }
        return switch (token) {
            case START_OBJECT -> {
                JsonObject object = new JsonObject();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    object.put(name, value(parser, parser.nextToken(), depth + 1, where));
                }
                yield object;
            }
            case START_ARRAY -> {
                JsonArray array = new JsonArray();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    array.add(value(parser, next, depth + 1, where));
                }
                yield array;
            }
            case VALUE_STRING -> new JsonValue.Text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Numeral(parser.getText());
            case VALUE_TRUE -> new JsonValue.Bool(true);
            case VALUE_FALSE -> new JsonValue.Bool(false);
            case VALUE_NULL -> new JsonValue.Null();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw JukeException.input(where + " is not JSON: unexpected " + token, "correct it");
        };
    }

    /** The value as compact JSON text: no blanks, no final line break. */
    public static String write(JsonValue value) {
        return write(value, false);
    }

    /** The value as JSON text for people: two blanks of indentation, no final line break. */
    public static String writePretty(JsonValue value) {
        return write(value, true);
    }

    private static String write(JsonValue value, boolean pretty) {
        StringWriter out = new StringWriter(1024);
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            if (pretty) {
                generator.setPrettyPrinter(PrettyPrinting.twoBlanks());
            }
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    /** The value as compact JSON in UTF-8. */
    public static byte[] bytes(JsonValue value) {
        return write(value).getBytes(StandardCharsets.UTF_8);
    }

    /** Not a pattern switch: its bootstrap costs 10 ms, once, in a program that lives for 50. */
    private static void write(JsonGenerator out, JsonValue value) throws IOException {
        if (value instanceof JsonObject object) {
            out.writeStartObject();
            for (Map.Entry<String, JsonValue> member : object.members()) {
                out.writeFieldName(member.getKey());
                write(out, member.getValue());
            }
            out.writeEndObject();
        } else if (value instanceof JsonArray array) {
            out.writeStartArray();
            for (JsonValue element : array) {
                write(out, element);
            }
            out.writeEndArray();
        } else if (value instanceof JsonValue.Text text) {
            out.writeString(text.value());
        } else if (value instanceof JsonValue.Numeral numeral) {
            out.writeNumber(numeral.text());
        } else if (value instanceof JsonValue.Bool bool) {
            out.writeBoolean(bool.value());
        } else {
            out.writeNull();
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
