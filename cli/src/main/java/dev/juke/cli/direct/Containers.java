/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The containers of a data root. Any number of processes may use it at once, and be killed at any moment: what they leave is tidied up by
 * the next that comes.
 */
public final class Containers {
    private final DataRoot root;

    private Containers(DataRoot root) {
        this.root = root;
    }

    /** The containers of a data root, after tidying up, unless somebody is at work there. */
    public static Containers open(DataRoot root) {
        Containers containers = new Containers(root);
        if (!Files.isDirectory(root.containers())) {
            return containers;
        }
        try (ContainersLock lock = ContainersLock.tryAcquire(root)) {
            if (lock != null) {
                sweep(root);
            }
        }
        return containers;
    }

    /** All of them, the youngest first. */
    public List<StoredContainer> list() {
        List<StoredContainer> found = new ArrayList<>();
        for (Path directory : directories(root)) {
            Container description = new ContainerDirectory(directory).description();
            if (description != null) {
                found.add(new StoredContainer(root, description));
            }
        }
        found.sort(Comparator.comparing(
                        (StoredContainer container) -> container.description().created())
                .reversed());
        return found;
    }

    /** The container of that id, name, or beginning of an id; null when there is none. */
    public @Nullable StoredContainer lookup(String reference) {
        String id = reference.indexOf('/') < 0 && !reference.isEmpty() ? new Names(root).holder(reference) : null;
        StoredContainer named = id == null ? null : read(id);
        return named == null && ContainerId.isHex(reference) && !reference.isEmpty() ? byPrefix(reference) : named;
    }

    /** As {@link #lookup}, but a container that is not there is an error. */
    public StoredContainer find(String reference) {
        StoredContainer found = lookup(reference);
        if (found == null) {
            throw JukeException.notFound("there is no container '" + reference + "'", "see juke ps -a");
        }
        return found;
    }

    private @Nullable StoredContainer read(String id) {
        Path directory = root.containers().resolve(id);
        Container description = new ContainerDirectory(directory).description();
        return description == null ? null : new StoredContainer(root, description);
    }

    private @Nullable StoredContainer byPrefix(String prefix) {
        StoredContainer found = null;
        for (Path directory : directories(root)) {
            String id = directory.getFileName().toString();
            StoredContainer candidate = id.startsWith(prefix) ? read(id) : null;
            if (candidate != null && found != null) {
                throw JukeException.usage("'" + prefix + "' begins the ids of several containers", "give more digits");
            }
            found = candidate == null ? found : candidate;
        }
        return found;
    }

    /** Removes a container that is not alive. */
    public void remove(StoredContainer container) {
        Container description = container.description();
        try (ContainersLock _ = ContainersLock.acquire(root)) {
            new ContainerDirectory(container.directory()).delete();
            new Names(root).release(description.name(), description.id());
        } catch (IOException e) {
            throw IoFailure.of("container " + description.name() + " cannot be removed", e);
        }
    }

    /**
     * Removes what interrupted commands left, and ended containers that were to be removed. What cannot be removed stays for the next
     * command: it is in nobody's way. The lock must be held.
     */
    static void sweep(DataRoot root) {
        for (Path path : directories(root)) {
            sweep(new ContainerDirectory(path));
        }
        try {
            new Names(root).sweep();
        } catch (IOException e) {
            throw IoFailure.of("the names in " + root.names() + " cannot be tidied up", e);
        }
    }

    private static void sweep(ContainerDirectory directory) {
        try {
            if (directory.isRubbish()) {
                directory.delete();
            }
        } catch (IOException e) {
            // Stays, as said above.
            return;
        }
    }

    private static List<Path> directories(DataRoot root) {
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(root.containers())) {
            return found;
        }
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(root.containers())) {
            for (Path directory : directories) {
                if (Files.isDirectory(directory)) {
                    found.add(directory);
                }
            }
        } catch (IOException e) {
            throw IoFailure.of("the containers in " + root.path() + " cannot be listed", e);
        }
        return found;
    }
}
