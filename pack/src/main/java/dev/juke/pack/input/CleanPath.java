/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.input;

import dev.juke.pack.tree.TreePath;
import java.util.regex.Pattern;

/** Paths that may be written into an image's metadata as they are: urunc's rule, which {@link dev.juke.unikernel.Metadata} has, too. */
public final class CleanPath {
    private static final Pattern LETTERS = Pattern.compile("[A-Za-z0-9._/-]+");
    /** Bytes. */
    private static final int MAX_LENGTH = 4096;

    private CleanPath() {}

    /** Refuses another path. */
    public static void check(Text path) {
        String value = path.value();
        boolean clean = value.length() <= MAX_LENGTH
                && LETTERS.matcher(value).matches()
                && value.equals((value.startsWith("/") ? "/" : "") + TreePath.clean(value))
                && !value.startsWith("-")
                && !value.equals("/");
        if (!clean) {
            throw path.place()
                    .wrong(
                            "'" + value + "' cannot be a path in an image's metadata",
                            "use letters, digits, '.', '_', '-' and '/', without '..', '//' or a '/' at the end");
        }
    }
}
