/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import dev.juke.base.IoFailure;
import dev.juke.pack.BootFile;
import dev.juke.pack.tree.Include;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The directory that a build file's paths begin at. They stay inside of it: neither {@code ..} nor a link leads out.
 *
 * @param directory the build context
 */
record Context(Path directory) {
    /** A file that the monitor needs. */
    BootFile bootFile(YamlText text) {
        Path file = file(text);
        if (!Files.isRegularFile(file)) {
            throw text.place().wrong("'" + text.value() + "' is no file", "name a file");
        }
        try {
            return BootFile.copied(file);
        } catch (IOException e) {
            throw IoFailure.of(text.place() + ": " + file + " cannot be read", e);
        }
    }

    /** The file of a path, which may be a link that stays inside. */
    private Path file(YamlText text) {
        Path file = locate(text);
        if (Files.isSymbolicLink(file)) {
            throw text.place().wrong("'" + text.value() + "' is a symbolic link", "name the file that it points at");
        }
        return file;
    }

    /** Something to be copied. */
    Include include(YamlText source, String destination) {
        Path path = locate(source);
        boolean whole = path.equals(directory);
        return new Include(path, whole ? "" : String.valueOf(path.getFileName()), destination);
    }

    private Path locate(YamlText text) {
        // As in BuildKit, a path that begins with a slash begins at the context, too.
        String relative = text.value().replaceFirst("^/+", "");
        if (relative.indexOf('\0') >= 0) {
            throw text.place().wrong("the path holds a NUL byte", "correct it");
        }
        Path path = Path.of(relative).normalize();
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
