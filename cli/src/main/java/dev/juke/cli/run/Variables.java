/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A guest's environment as it is put together: a later value takes the place of an earlier one. */
final class Variables {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> caller;

    /** No variables yet; a name without a value takes the caller's. */
    Variables(Map<String, String> caller) {
        this.caller = caller;
    }

    /** Adds {@code NAME=value}, or {@code NAME} with the caller's value; without such a value it is left out, as Docker does. */
    Variables add(String entry) {
        int equals = entry.indexOf('=');
        String name = equals < 0 ? entry : entry.substring(0, equals);
        if (name.isEmpty()) {
            throw JukeException.usage(
                    "the environment variable '" + entry + "' has no name", "write NAME=value, or NAME");
        }
        String value = equals < 0 ? caller.get(name) : entry.substring(equals + 1);
        if (value != null) {
            values.put(name, value);
        }
        return this;
    }

    /** Adds each of several. */
    Variables addAll(List<String> entries) {
        entries.forEach(this::add);
        return this;
    }

    /** Adds the lines of a file; empty ones and those that begin with {@code #} are passed over. */
    Variables addFile(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw IoFailure.of("the environment file " + file + " cannot be read", e);
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).stripLeading();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            String name = equals < 0 ? line : line.substring(0, equals);
            if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
                throw JukeException.input(
                        "the environment file " + file + ", line " + (i + 1) + ": '" + name
                                + "' is no name of a variable",
                        "write NAME=value, or NAME, without blanks in the name");
            }
            add(line);
        }
        return this;
    }

    /** All of them, {@code NAME=value}. */
    List<String> entries() {
        List<String> entries = new ArrayList<>(values.size());
        values.forEach((name, value) -> entries.add(name + "=" + value));
        return entries;
    }
}
