/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import dev.juke.base.Nearest;
import dev.juke.pack.containerfile.syntax.Instruction;
import dev.juke.pack.containerfile.syntax.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The flags of one instruction, checked against those that it may have. */
final class FlagReader {
    private final Map<String, List<Word>> values = new HashMap<>();

    /** Takes the flags. A flag that may stand once begins with its name, one that may stand often has an asterisk behind it. */
    FlagReader(Instruction source, String... known) {
        List<String> names = List.of(known);
        for (Word flag : source.flags()) {
            int equals = flag.text().indexOf('=');
            String name = equals < 0 ? flag.text() : flag.text().substring(0, equals);
            boolean often = names.contains(name + "*");
            if (!often && !names.contains(name)) {
                List<String> plain = names.stream().map(n -> n.replace("*", "")).toList();
                throw flag.wrong(
                        source.keyword() + " has no flag '" + name + "'",
                        plain.isEmpty()
                                ? "remove it"
                                : Nearest.hint(name, plain, "it has " + String.join(", ", plain)));
            }
            List<Word> all = values.computeIfAbsent(name, _ -> new ArrayList<>());
            if (!often && !all.isEmpty()) {
                throw flag.wrong("flag '" + name + "' stands here a second time", "remove one of them");
            }
            all.add(equals < 0 ? flag : flag.with(flag.text().substring(equals + 1)));
        }
    }

    /** The values of a flag. */
    List<Word> all(String name) {
        List<Word> all = values.getOrDefault(name, List.of());
        for (Word value : all) {
            if (value.text().equals(name)) {
                throw value.wrong("flag '" + name + "' has no value", "write " + name + "=VALUE");
            }
        }
        return all;
    }

    /** The value of a flag, or null. */
    @Nullable
    Word value(String name) {
        List<Word> all = all(name);
        return all.isEmpty() ? null : all.getFirst();
    }

    /** Whether a flag stands there. */
    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Whether a flag that needs no value is given and not switched off. */
    boolean isOn(String name, boolean otherwise) {
        List<Word> all = values.getOrDefault(name, List.of());
        if (all.isEmpty()) {
            return otherwise;
        }
        return switch (all.getFirst().text().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            case String text when text.equals(name) -> true;
            case String text ->
                throw all.getFirst()
                        .wrong("flag '" + name + "' is neither true nor false: '" + text + "'", "write true or false");
        };
    }
}
