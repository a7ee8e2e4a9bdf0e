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
                String[] fields = line.strip().split(" +", -1);
                if (fields.length == 3 && Long.parseLong(fields[0]) == mapped) {
                    mapped += Long.parseLong(fields[2]);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // Without /proc there is no user namespace to speak of: all ids exist.
            return 1L << 32;
        }
        return mapped;
    }
}
