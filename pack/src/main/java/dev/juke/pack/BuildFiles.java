/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.pack.bunnyfile.Bunnyfile;
import dev.juke.pack.containerfile.BootImages;
import dev.juke.pack.containerfile.Containerfile;
import dev.juke.pack.input.BuildLanguage;
import dev.juke.pack.input.TextFile;
import dev.juke.pack.nix.ArgsFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads build files of every kind, told apart by what is in them, whatever they are called. */
public final class BuildFiles {
    /** What they are called in a build context, in the order in which they are looked for. */
    public static final List<String> NAMES = Stream.of(
                    List.of(Bunnyfile.NAME, "Bunnyfile"), Containerfile.NAMES, List.of(ArgsFile.NAME))
            .flatMap(List::stream)
            .toList();

    private BuildFiles() {}

    /** The build file of a context, under the first of its usual names. */
    public static Path find(Path directory) {
        for (String name : NAMES) {
            Path file = directory.resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        if (!Files.isDirectory(directory)) {
            throw JukeException.notFound("the context " + directory + " is no directory", "check the path");
        }
        throw JukeException.notFound(
                "there is no build file in " + directory,
                "write one of " + String.join(", ", NAMES)
                        + ", name another with -f, or see juke build --help for flags alone");
    }

    /** Whether a text is in the Dockerfile language. */
    public static boolean isContainerfile(String text) {
        return BuildLanguage.of(text) == BuildLanguage.CONTAINERFILE;
    }

    /** Reads a file. */
    public static BuildRequest read(Path file, BuildContext context) {
        return read(file, TextFile.read(file), context);
    }

    /** Reads standard input or the like; {@code name} is what it is called in messages. */
    public static BuildRequest read(InputStream in, String name, BuildContext context) {
        try {
            return read(Path.of(name), TextFile.read(in, Path.of(name)), context);
        } catch (IOException e) {
            throw IoFailure.of(name + " cannot be read", e);
        }
    }

    private static BuildRequest read(Path file, String text, BuildContext context) {
        return switch (BuildLanguage.of(text)) {
            case CONTAINERFILE -> Containerfile.read(file, text, context, BootImages.NONE);
            case NIX -> ArgsFile.read(file, text, context);
            case BUNNYFILE -> Bunnyfile.read(file, text, context);
        };
    }
}
