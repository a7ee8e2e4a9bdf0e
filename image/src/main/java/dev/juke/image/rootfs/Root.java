/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.rootfs;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A directory that is another's root. Paths in it are resolved as a process sees them that was confined to it with chroot:
 * absolute links begin at it again, and {@code ..} does not lead out of it. Nobody else may change it meanwhile.
 *
 * @param directory where it lies on this host
 */
public record Root(Path directory) {
    /** Linux gives up after as many links in one path (MAXSYMLINKS). */
    private static final int MAX_LINKS = 40;

    /** Where a path of the root lies on this host, all links followed. What does not exist is named as if it did. */
    public Path resolve(String path) throws IOException {
        Deque<String> parts = new ArrayDeque<>(List.of(path.split("/")));
        Path current = directory;
        int links = 0;
        while (!parts.isEmpty()) {
            String part = parts.pop();
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..")) {
                current = up(current);
                continue;
            }
            Path next = child(current, part);
            if (!Files.isSymbolicLink(next)) {
                current = next;
                continue;
            }
            if (++links > MAX_LINKS) {
                throw JukeException.input("'" + path + "' goes through too many links", "correct the image");
            }
            String target = Files.readSymbolicLink(next).toString();
            if (target.startsWith("/")) {
                current = directory;
            }
            List.of(target.split("/")).reversed().forEach(parts::push);
        }
        return current;
    }

    /** As {@link #resolve}, but a link in the last place is not followed: for making, replacing or removing it. */
    public Path place(String path) throws IOException {
        int slash = path.lastIndexOf('/');
        Path parent = slash < 0 ? directory : resolve(path.substring(0, slash));
        return child(parent, path.substring(slash + 1));
    }

    private Path up(Path path) {
        Path parent = path.getParent();
        return path.equals(directory) || parent == null ? directory : parent;
    }

    /** A name that this host cannot write is nobody's fault but its locale's. */
    static Path child(Path parent, String name) {
        try {
            return parent.resolve(name);
        } catch (InvalidPathException e) {
            throw new JukeException(
                    JukeException.Category.HOST,
                    "the file name '" + name + "' cannot be written in this locale",
                    "run with LC_ALL=C.UTF-8",
                    e);
        }
    }
}
