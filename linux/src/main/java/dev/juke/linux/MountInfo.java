/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads /proc/PID/mountinfo, proc_pid_mountinfo(5). */
final class MountInfo {
    private static final int FIXED_FIELDS = 6;

    private MountInfo() {}

    static List<Mounts.Entry> parse(String text) {
        List<Mounts.Entry> entries = new ArrayList<>();
        for (String line : text.lines().toList()) {
            List<String> fields = Arrays.asList(line.split(" ", -1));
            Path target = path(plain(fields.get(4)));
            if (target != null) {
                entries.add(entry(fields, target));
            }
        }
        return entries;
    }

    /** {@code 36 35 98:0 /root /target rw,noatime optional… - ext3 /dev/root rw,errors=continue}. */
    private static Mounts.Entry entry(List<String> fields, Path target) {
        int dash = FIXED_FIELDS + fields.subList(FIXED_FIELDS, fields.size()).indexOf("-");
        return new Mounts.Entry(
                Integer.parseInt(fields.get(0)),
                Integer.parseInt(fields.get(1)),
                fields.get(2),
                plain(fields.get(3)),
                target,
                words(fields.get(5)),
                plain(fields.get(dash + 1)),
                plain(fields.get(dash + 2)),
                words(fields.get(dash + 3)));
    }

    private static @Nullable Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static List<String> words(String field) {
        return List.of(plain(field).split(","));
    }

    /** Blank, tab, line break and backslash are written as a backslash and three octal digits. */
    private static String plain(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + 3 < field.length()) {
                plain.append((char) Integer.parseInt(field, i + 1, i + 4, 8));
                i += 3;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
