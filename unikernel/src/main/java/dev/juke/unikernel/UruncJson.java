/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;

/**
 * {@code /urunc.json}: one flat JSON object in the image's root, full key to base64 of the value (RFC 4648, padded; the empty
 * value stays empty). Keys that are none of ours are left alone.
 */
public final class UruncJson {
    /** Where it lies in an image. */
    public static final String PATH = "/urunc.json";

    /** A larger file is no metadata. Bytes. */
    public static final long MAX_BYTES = 1 << 20;

    private UruncJson() {}

    /**
     * Reads the file's bytes; {@code where} names the file in messages. The values are not checked (see {@link Metadata}), since other sources
     * may complete them or count for more.
     */
    public static Map<Key, String> read(byte[] bytes, String where) {
        JsonObject object = Json.parseObject(bytes, where);
        Map<Key, String> values = new EnumMap<>(Key.class);
        for (String name : object.names()) {
            Key key = Key.of(name);
            if (key != null) {
                values.put(key, decode(object.text(name, ""), name, where));
            }
        }
        return values;
    }

    /** The file's bytes: keys sorted, no blanks, no final line break, as bunny writes it. */
    public static byte[] write(Map<String, String> annotations) {
        JsonObject object = new JsonObject();
        annotations.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> object.put(
                        entry.getKey(),
                        Base64.getEncoder().encodeToString(entry.getValue().getBytes(StandardCharsets.UTF_8))));
        return Json.bytes(object);
    }

    private static String decode(String base64, String name, String where) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new JukeException(
                    JukeException.Category.INPUT,
                    where + ": the value of " + name + " is not base64: '" + base64 + "'",
                    "encode it with base64, without line breaks",
                    e);
        }
    }
}
