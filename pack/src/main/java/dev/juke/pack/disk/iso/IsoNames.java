/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.disk.iso;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Names in one directory for those who do not know Rock Ridge: capitals, digits and {@code _}, at most 30 and no two alike
 * (ECMA-119, 7.5 and 7.6, interchange level 2).
 */
final class IsoNames {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int LONGEST = 30;
    private static final int LONGEST_EXTENSION = 3;

    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> next = new HashMap<>();

    /** A directory's name. */
    String directory(String name) {
        return unique(mangled(name), "");
    }

    /** A file's name, with its version. */
    String file(String name) {
        int dot = name.lastIndexOf('.');
        boolean extended = dot > 0 && name.length() - dot - 1 <= LONGEST_EXTENSION;
        String base = extended ? name.substring(0, dot) : name;
        return unique(mangled(base), "." + (extended ? mangled(name.substring(dot + 1)) : "")) + ";1";
    }

    private String unique(String base, String end) {
        String name = base.substring(0, Math.min(base.length(), LONGEST - end.length())) + end;
        String wanted = name;
        while (!taken.add(name)) {
            String number = Integer.toString(next.merge(wanted, 1, Integer::sum));
            int room = LONGEST - end.length() - number.length();
            name = base.substring(0, Math.min(base.length(), room)) + number + end;
        }
        return name;
    }

    private static String mangled(String name) {
        StringBuilder mangled = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            char capital = c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
            mangled.append(ALPHABET.indexOf(capital) >= 0 ? capital : '_');
        }
        return mangled.toString();
    }
}
