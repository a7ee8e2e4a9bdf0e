/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a server wants to be asked (RFC 9110, section 11.6.1, {@code WWW-Authenticate}).
 *
 * @param scheme in small letters: {@code bearer}, {@code basic}
 * @param parameters by their names in small letters: {@code realm}, {@code service}, {@code scope}
 */
record Challenge(String scheme, Map<String, String> parameters) {
    /** Reads all challenges of an answer; what cannot be read ends the list. */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> challenges = new ArrayList<>();
        headers.forEach(header -> new Reader(header).read(challenges));
        return challenges;
    }

    /** The first of that scheme, or null. */
    static @Nullable Challenge find(List<Challenge> challenges, String scheme) {
        return challenges.stream()
                .filter(challenge -> challenge.scheme.equals(scheme))
                .findFirst()
                .orElse(null);
    }

    /** Reads one header. */
    private static final class Reader {
        private final String text;
        private int at;

        private Reader(String text) {
            this.text = text;
        }

        private void read(List<Challenge> challenges) {
            Map<String, String> parameters = new HashMap<>();
            while (true) {
                skip(" \t,");
                String word = token();
                if (word.isEmpty()) {
                    return;
                }
                skip(" \t");
                if (at < text.length() && text.charAt(at) == '=') {
                    at++;
                    skip(" \t");
                    parameters.put(word.toLowerCase(Locale.ROOT), value());
                } else {
                    parameters = new HashMap<>();
                    challenges.add(new Challenge(word.toLowerCase(Locale.ROOT), parameters));
                }
            }
        }

        private void skip(String blanks) {
            while (at < text.length() && blanks.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private String token() {
            int start = at;
            while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private String value() {
            if (at >= text.length() || text.charAt(at) != '"') {
                return token();
            }
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at = Math.min(at + 1, text.length());
            return value.toString();
        }
    }
}
