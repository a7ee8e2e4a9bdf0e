/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.copy;

import dev.juke.base.Problems;
import dev.juke.pack.input.Place;
import dev.juke.pack.input.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code FILE.dockerignore} beside the build file, or else {@code .dockerignore} in the context. */
public final class IgnoreFile {
    private static final String NAME = ".dockerignore";

    private IgnoreFile() {}

    /** The one that holds for a build file, or null when there is none. */
    public static @Nullable Path find(Path buildFile, Path context) {
        Path own = buildFile.resolveSibling(buildFile.getFileName() + NAME);
        if (Files.isRegularFile(own)) {
            return own;
        }
        Path general = context.resolve(NAME);
        return Files.isRegularFile(general) ? general : null;
    }

    /** Reads one. */
    public static IgnoreList read(Path file, Problems problems) {
        String[] lines = TextFile.read(file).split("\n", -1);
        IgnoreList list = new IgnoreList();
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].startsWith("#")) {
                continue;
            }
            String wrong = list.add(lines[i].strip());
            if (wrong != null) {
                problems.add(Place.of(file, i + 1, 1).wrong(wrong, "correct it"));
            }
        }
        return list;
    }
}
