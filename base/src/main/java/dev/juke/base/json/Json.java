/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base.json;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads and writes JSON text. */
public final class Json {
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
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new JukeException(JukeException.Category.INPUT, where + " is not UTF-8", "convert it", e);
        }
        return new JsonReader(text, where).document();
    }

    /** The value as compact JSON text: no blanks, no final line break. */
    public static String write(JsonValue value) {
        return new JsonWriter(false).text(value);
    }

    /** The value as JSON text for people: two blanks of indentation, no final line break. */
    public static String writePretty(JsonValue value) {
        return new JsonWriter(true).text(value);
    }

    /** The value as compact JSON in UTF-8. */
    public static byte[] bytes(JsonValue value) {
        return write(value).getBytes(StandardCharsets.UTF_8);
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
