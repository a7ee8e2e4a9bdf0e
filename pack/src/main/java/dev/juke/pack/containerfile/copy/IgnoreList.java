/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.copy;

import dev.juke.pack.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Patterns of paths that are left out, in order: a later one that begins with {@code !} takes back what earlier ones said. What a pattern
 * says of a directory holds for all in it (moby/patternmatcher).
 */
public final class IgnoreList {
    /** Nothing is left out. */
    public static final IgnoreList NONE = new IgnoreList();

    private record Entry(PathPattern pattern, boolean exception) {}

    private final List<Entry> entries = new ArrayList<>();

    /** An empty list. */
    public IgnoreList() {}

    /** Adds a pattern; says what is wrong with it, or null. */
    public @Nullable String add(String text) {
        boolean exception = text.startsWith("!");
        String cleaned = clean((exception ? text.substring(1) : text).strip());
        if (cleaned.isEmpty()) {
            return exception ? "'!' takes nothing back" : null;
        }
        PathPattern pattern = PathPattern.ofIgnore(cleaned);
        if (pattern == null) {
            return "'" + text + "' is no pattern";
        }
        entries.add(new Entry(pattern, exception));
        return null;
    }

    /** As Go's filepath.Clean, and without a slash at the beginning. */
    private static String clean(String pattern) {
        boolean up = pattern.equals("..") || pattern.startsWith("../");
        String cleaned = TreePath.clean(pattern);
        return pattern.isEmpty() ? "" : up ? "../" + cleaned : cleaned.isEmpty() ? "." : cleaned;
    }

    /** Whether some pattern takes something back. */
    public boolean hasExceptions() {
        return entries.stream().anyMatch(Entry::exception);
    }

    /** Whether a path, or a directory that it lies in, is left out. */
    public boolean matches(String path) {
        boolean matched = false;
        for (Entry entry : entries) {
            if (entry.exception == matched && matchesOrParent(entry.pattern, path)) {
                matched = !entry.exception;
            }
        }
        return matched;
    }

    private static boolean matchesOrParent(PathPattern pattern, String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (pattern.matches(path.substring(0, slash))) {
                return true;
            }
        }
        return pattern.matches(path);
    }
}
