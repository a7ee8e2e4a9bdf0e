/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.input;

import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Include;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * The directory that a build file's paths begin at. They stay inside of it: neither {@code ..} nor a link leads out.
 *
 * @param directory the build context
 */
public record LocalFiles(Path directory) {
    /** A single file, which is no link. */
    public Path file(Text path) {
        Path file = locate(path);
        if (Files.isSymbolicLink(file)) {
            throw path.place().wrong("'" + path.value() + "' is a symbolic link", "name the file that it points at");
        }
        if (!Files.isRegularFile(file)) {
            throw path.place().wrong("'" + path.value() + "' is no file", "name a file");
        }
        return file;
    }

    /** A file or directory under its own name, or all that is in the context. */
    public FileTree tree(Text path) {
        Path file = locate(path);
        return file.equals(directory)
                ? FileTree.of(directory)
                : FileTree.of(List.of(new Include(file, name(file), "/")));
    }

    /** What {@link #tree} calls the file or directory; empty for the context itself. */
    public String name(Text path) {
        Path file = locate(path);
        return file.equals(directory) ? "" : name(file);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** What is there, which may be a link. */
    public Path locate(Text text) {
        // As in BuildKit, a path that begins with a slash begins at the context, too.
        String relative = text.value().replaceFirst("^/+", "");
        Path path;
        try {
            path = Path.of(relative).normalize();
        } catch (InvalidPathException e) {
            throw text.place().wrong("the path cannot be one of this host: " + e.getReason(), "correct it");
        }
        if (path.startsWith("..")) {
            throw text.place()
                    .wrong(
                            "'" + text.value() + "' lies outside of the context " + directory,
                            "copy it into the context");
        }
        Path current = directory;
        for (Path part : path) {
            if (!current.equals(directory) && Files.isSymbolicLink(current)) {
                throw text.place()
                        .wrong(
                                "'" + text.value() + "' goes through the symbolic link " + current,
                                "name the directory that it points at");
            }
            current = part.toString().isEmpty() ? current : current.resolve(part);
        }
        if (!Files.exists(current, LinkOption.NOFOLLOW_LINKS)) {
            throw text.place()
                    .wrong("'" + text.value() + "' does not exist in the context " + directory, "check the path");
        }
        return current;
    }
}
