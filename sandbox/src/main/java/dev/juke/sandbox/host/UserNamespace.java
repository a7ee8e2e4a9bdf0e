/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The user namespace that the caller lives in (user_namespaces(7)). */
public final class UserNamespace {
    private UserNamespace() {}

    /** How many user ids, counted from 0 without a gap, exist in it. */
    public static long mappedIds() {
        long mapped = 0;
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc/self/uid_map"));
            for (String line : lines) {
                if (field(line, 0) == mapped) {
                    mapped += field(line, 2);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // Without /proc there is no user namespace to speak of: all ids exist.
            return 1L << 32;
        }
        return mapped;
    }

    /** A field of a line of numbers between blanks. Without a regular expression, which costs 5 ms of a start. */
    private static long field(String line, int index) {
        String rest = line.strip();
        for (int i = 0; i < index; i++) {
            int blank = rest.indexOf(' ');
            rest = blank < 0 ? "" : rest.substring(blank).strip();
        }
        int end = rest.indexOf(' ');
        return Long.parseLong(end < 0 ? rest : rest.substring(0, end));
    }
}
