/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.verify;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import dev.juke.pack.check.About;
import dev.juke.pack.check.Finding;
import dev.juke.pack.check.Guests;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.UruncJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what an image says of its unikernel, in whatever form some tool wrote it, and tells which form that was. */
final class CarrierReader {
    private static final String JUKE = "dev.juke.";

    private final List<Finding> findings;

    CarrierReader(List<Finding> findings) {
        this.findings = findings;
    }

    /** Labels or annotations: plain text, or base64 as bima wrote it for urunc up to 0.5.0. */
    Carrier plain(String name, Map<String, String> all) {
        Map<Key, String> values = ours(name, all);
        String type = values.getOrDefault(Key.UNIKERNEL_TYPE, "");
        boolean old = !type.isEmpty() && Guests.get(type) == null && isGuest(decode(type));
        if (old) {
            values.replaceAll((_, value) -> orElse(decode(value), value));
        }
        return new Carrier(name, values, old ? Carrier.Form.BASE64 : Carrier.Form.PLAIN);
    }

    /** {@code /urunc.json}: base64. */
    Carrier json(byte[] bytes) {
        Map<String, String> texts = texts(bytes);
        Map<Key, String> values = ours(UruncJson.PATH, texts);
        String type = values.getOrDefault(Key.UNIKERNEL_TYPE, "");
        String once = decode(type);
        boolean twice = !isGuest(once) && once != null && isGuest(decode(once));
        boolean plain = Guests.get(type) != null
                || (!values.isEmpty() && values.values().stream().allMatch(value -> decode(value) == null));
        if (plain) {
            return new Carrier(UruncJson.PATH, values, Carrier.Form.PLAIN);
        }
        for (Map.Entry<Key, String> entry : values.entrySet()) {
            String value = decode(entry.getValue());
            if (value == null) {
                findings.add(Finding.error(
                        About.METADATA,
                        UruncJson.PATH + ": the value of " + entry.getKey().fullName() + " is not base64: '"
                                + entry.getValue() + "'",
                        "encode it with base64, without line breaks"));
                value = entry.getValue();
            } else if (twice) {
                value = orElse(decode(value), value);
            }
            entry.setValue(value);
        }
        return new Carrier(UruncJson.PATH, values, twice ? Carrier.Form.TWICE : Carrier.Form.BASE64);
    }

    private Map<String, String> texts(byte[] bytes) {
        try {
            JsonObject object = Json.parseObject(bytes, UruncJson.PATH);
            Map<String, String> texts = new LinkedHashMap<>();
            for (String name : object.names()) {
                texts.put(name, object.text(name, ""));
            }
            return texts;
        } catch (JukeException e) {
            findings.add(Finding.of(About.METADATA, e));
            return Map.of();
        }
    }

    /** The pairs that are meant for a runtime. */
    private Map<Key, String> ours(String name, Map<String, String> all) {
        Map<Key, String> values = new EnumMap<>(Key.class);
        for (Map.Entry<String, String> entry : all.entrySet()) {
            Key key = Key.of(entry.getKey());
            if (key != null) {
                values.put(key, entry.getValue());
            } else if (entry.getKey().startsWith(Key.PREFIX) || entry.getKey().startsWith(JUKE)) {
                findings.add(Finding.warning(
                        About.METADATA, name + ": no runtime knows the key " + entry.getKey(), "correct or remove it"));
            }
        }
        return values;
    }

    private static boolean isGuest(@Nullable String name) {
        return name != null && Guests.get(name) != null;
    }

    private static String orElse(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }

    /** What base64 stands for when that is text; else null. */
    static @Nullable String decode(String base64) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
                    .toString();
            return text.chars().anyMatch(c -> c < ' ' || c == 0x7f) ? null : text;
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }
}
