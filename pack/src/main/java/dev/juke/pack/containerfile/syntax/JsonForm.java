/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arguments as a JSON list of texts: {@code ["a", "b"]}. */
public final class JsonForm {
    private JsonForm() {}

    /** The texts, all at the place of the list; null when it is no JSON list, and so written for a shell or as plain words. */
    public static @Nullable List<Word> read(Text text) {
        if (text.length() == 0 || text.at(0) != '[') {
            return null;
        }
        JsonValue value;
        try {
            value = Json.parse(text.toString().getBytes(StandardCharsets.UTF_8), "");
        } catch (JukeException e) {
            // Docker takes a list that is no JSON as a line for the shell, too.
            return null;
        }
        List<Word> words = new ArrayList<>();
        for (JsonValue element : ((JsonArray) value).values()) {
            if (!(element instanceof JsonValue.Text word)) {
                throw text.place(0)
                        .wrong("the list holds something that is no text", "put every element in double quotes");
            }
            words.add(new Word(word.value(), text.place(0)));
        }
        return words;
    }
}
