/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import dev.juke.base.JukeException;
import dev.juke.pack.input.Place;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comments at a file's beginning that mean something: {@code # escape=`}. {@code syntax} names BuildKit's frontend and {@code check}
 * what its linter says; neither matters here. The first line that is none of them ends them.
 */
final class Directives {
    private static final Pattern FORM = Pattern.compile("#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.*\\S)\\s*");
    private static final Set<String> KNOWN = Set.of("syntax", "escape", "check");

    private final Set<String> seen = new HashSet<>();
    private boolean ended;
    private char escape = '\\';

    /** The escape character. */
    char escape() {
        return escape;
    }

    /** Looks at a line, which begins with no white space. */
    void line(String line, Place place) throws JukeException {
        Matcher matcher = FORM.matcher(line);
        String name = !ended && matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
        if (!KNOWN.contains(name)) {
            ended = true;
            return;
        }
        if (!seen.add(name)) {
            throw place.wrong("directive '" + name + "' stands here a second time", "remove one of them");
        }
        if (name.equals("escape")) {
            String value = matcher.group(2);
            if (!value.equals("\\") && !value.equals("`")) {
                throw place.wrong("'" + value + "' cannot be the escape character", "use \\ or `");
            }
            escape = value.charAt(0);
        }
    }
}
