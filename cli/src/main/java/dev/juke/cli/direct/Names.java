/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The names of containers. Each is a symbolic link whose target is the id: made in one step, and only if there is none. */
record Names(DataRoot root) {
    private static final int LONGEST = 200;

    /** Checks a name by Docker's rule, or Podman's: that permits a single letter. */
    static void check(String name) {
        boolean good = !name.isEmpty() && name.length() <= LONGEST;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            good &= letterOrDigit || (i > 0 && "_.-".indexOf(c) >= 0);
        }
        if (!good) {
            throw JukeException.usage(
                    "'" + name + "' is no container name",
                    "use up to " + LONGEST + " letters, digits, '_', '.' and '-', beginning with a letter or digit");
        }
    }

    /** Gives the name to a container. The lock of all containers must be held and the names be swept. */
    void reserve(String name, ContainerId id) throws IOException {
        try {
            Files.createSymbolicLink(link(name), Path.of(id.hex()));
        } catch (FileAlreadyExistsException e) {
            throw new JukeException(
                    JukeException.Category.CONFLICT,
                    "the name '" + name + "' is in use by container " + holder(name),
                    "remove that one (juke rm " + (isAlive(name) ? "-f " : "") + name + "), or choose another name",
                    e);
        }
    }

    private boolean isAlive(String name) {
        String id = holder(name);
        if (id == null) {
            return false;
        }
        try (RecordFile record = RecordFile.open(root.containers().resolve(id))) {
            return record.life() instanceof Life.Alive;
        }
    }

    /** Gives a container a name that nobody has. */
    String reserveRandom(ContainerId id, RandomGenerator random) throws IOException {
        String name = RandomNames.next(random);
        for (int i = 1; ; i++) {
            try {
                Files.createSymbolicLink(link(name), Path.of(id.hex()));
                return name;
            } catch (FileAlreadyExistsException e) {
                // As Docker: when names grow scarce, a number is added.
                name = RandomNames.next(random) + (i > 3 ? Integer.toString(i) : "");
            }
        }
    }

    /** The id of the container of that name, or null. */
    @Nullable
    String holder(String name) {
        try {
            return Files.readSymbolicLink(link(name)).toString();
        } catch (NoSuchFileException | NotLinkException e) {
            return null;
        } catch (IOException e) {
            throw IoFailure.of("the name '" + name + "' cannot be looked up", e);
        }
    }

    /** Takes the name from a container, if it is still that one's. */
    void release(String name, ContainerId id) throws IOException {
        if (id.hex().equals(holder(name))) {
            Files.deleteIfExists(link(name));
        }
    }

    /** Removes the names of containers that are gone. The lock of all containers must be held. */
    void sweep() throws IOException {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(root.names())) {
            for (Path link : links) {
                String holder = holder(link.getFileName().toString());
                if (holder == null || !Files.isDirectory(root.containers().resolve(holder))) {
                    Files.deleteIfExists(link);
                }
            }
        }
    }

    /** The link of that name. */
    Path link(String name) {
        return root.names().resolve(name);
    }
}
