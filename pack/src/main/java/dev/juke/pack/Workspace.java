/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.IoFailure;
import dev.juke.base.Temporary;
import dev.juke.image.store.ImageStore;
import dev.juke.image.store.WorkArea;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A temporary directory for all that a build unpacks, makes and writes; it is gone when this is closed, and when a signal ends the process
 * before. What SIGKILL leaves in a store is removed by the next change of the store.
 */
public final class Workspace implements AutoCloseable {
    private final Path directory;
    private final Closing closing;
    private final Map<Path, String> identities = new HashMap<>();

    private interface Closing {
        void close() throws IOException;
    }

    private Workspace(Path directory, Closing closing) {
        this.directory = directory;
        this.closing = closing;
    }

    /** Makes one where temporary files lie on this host. */
    public static Workspace create() {
        try {
            Temporary temporary = Temporary.directory(Path.of(System.getProperty("java.io.tmpdir")), "juke-build");
            return new Workspace(temporary.path(), temporary::close);
        } catch (IOException e) {
            throw IoFailure.of("a temporary directory cannot be made", e);
        }
    }

    /** Makes one in a store: what is built there is kept there without being copied. */
    public static Workspace in(ImageStore store) {
        WorkArea area = store.workArea();
        return new Workspace(area.directory(), area::close);
    }

    /** Where it lies. */
    public Path directory() {
        return directory;
    }

    /** Makes an empty file in it. */
    public Path newFile() throws IOException {
        return Files.createTempFile(directory, "file", "");
    }

    /** Says what a file in here holds, whatever its name is this time: a digest. */
    public void identify(Path file, String identity) {
        identities.put(file, identity);
    }

    /** What was said of a file, or null. */
    @Nullable
    String identity(Path file) {
        return identities.get(file);
    }

    @Override
    public void close() {
        try {
            closing.close();
        } catch (IOException e) {
            throw IoFailure.of("temporary directory " + directory + " cannot be removed", e);
        }
    }
}
