/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.IoFailure;
import dev.juke.base.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A temporary directory for all that a build unpacks, makes and writes; it is gone when this is closed. */
public final class Workspace implements AutoCloseable {
    private final Path directory;

    private Workspace(Path directory) {
        this.directory = directory;
    }

    /** Makes one where temporary files lie on this host. */
    public static Workspace create() {
        try {
            return new Workspace(Files.createTempDirectory("juke-build"));
        } catch (IOException e) {
            throw IoFailure.of("a temporary directory cannot be made", e);
        }
    }

    /** Where it lies. */
    public Path directory() {
        return directory;
    }

    /** Makes an empty file in it. */
    public Path newFile() throws IOException {
        return Files.createTempFile(directory, "file", "");
    }

    @Override
    public void close() {
        try {
            Trees.delete(directory);
        } catch (IOException e) {
            throw IoFailure.of("temporary directory " + directory + " cannot be removed", e);
        }
    }
}
