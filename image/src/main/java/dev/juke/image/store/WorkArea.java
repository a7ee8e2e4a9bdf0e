/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import dev.juke.base.Temporary;
import dev.juke.base.Trees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the store for one operation's unfinished work, {@code tmp/NAME}, removed at its end. Its owner holds a lock on
 * {@code tmp/NAME/lock}, so what a killed process left behind can be told from what is still in use.
 */
public final class WorkArea implements AutoCloseable {
    private static final String LOCK = "lock";

    /** This process's own areas, whose lock files must not be opened: closing them again would drop the lock. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Temporary temporary;
    private final FileChannel channel;

    private WorkArea(Temporary temporary, FileChannel channel) {
        this.temporary = temporary;
        this.channel = channel;
    }

    /** Makes an area. The store's lock must be held, or another process could take the area for a dead one's. */
    static WorkArea open(Path root) throws IOException {
        Path all = Files.createDirectories(root.toRealPath().resolve("tmp"));
        Temporary temporary = Temporary.directory(all, "");
        Path directory = temporary.path();
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel.lock();
        OWN.add(directory);
        return new WorkArea(temporary, channel);
    }

    /** Removes the areas of dead processes. The store's lock must be held. */
    static void sweep(Path root) throws IOException {
        Path all = root.toRealPath().resolve("tmp");
        if (!Files.isDirectory(all)) {
            return;
        }
        try (DirectoryStream<Path> areas = Files.newDirectoryStream(all)) {
            for (Path area : areas) {
                if (!OWN.contains(area) && isAbandoned(area.resolve(LOCK))) {
                    Trees.delete(area);
                }
            }
        }
    }

    /** Whether nobody holds the lock. It may be gone: then the owner is dead, or is just removing the area itself. */
    private static boolean isAbandoned(Path lock) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            @Nullable FileLock taken = channel.tryLock();
            return taken != null;
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** Where the work lies. */
    public Path directory() {
        return temporary.path();
    }

    @Override
    public void close() throws IOException {
        try {
            temporary.close();
        } finally {
            channel.close();
            OWN.remove(temporary.path());
        }
    }
}
