/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.IoFailure;
import dev.juke.base.Temporary;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.store.ImageStore;
import dev.juke.image.store.StoredImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which image a request gave before: what is asked for again, of files that nobody touched, is not built again. A file per request, below the
 * store's directory, named by {@link RequestKey} and holding the manifest's digest; it counts while the store has that image. Any number of
 * processes may use it at once.
 */
public final class BuildCache {
    /** More are not kept: those that were not asked for longest go first. */
    private static final int MOST = 1000;

    /** The kernel's clock for files ticks at least 100 times a second; changes within one tick look the same (git, "racy"). Nanoseconds. */
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(20);

    /** The same where files' times are whole seconds, or every second one (FAT). Nanoseconds. */
    private static final long COARSE_TICK = TimeUnit.SECONDS.toNanos(3);

    private final ImageStore store;
    private final Workspace work;
    private @Nullable String asked;

    /** The cache of a store, for a build in that workspace. */
    public BuildCache(ImageStore store, Workspace work) {
        this.store = store;
        this.work = work;
    }

    /** The image of the store that the request gives, or null when it has to be built. */
    public @Nullable Image cached(BuildRequest request) {
        asked = key(request);
        if (asked == null) {
            return null;
        }
        Path entry = store.builds().resolve(asked);
        Digest digest = read(entry);
        StoredImage image = digest == null ? null : store.at(digest);
        if (image != null) {
            touch(entry);
        }
        return image == null ? null : image.image();
    }

    /** Keeps in mind what the request gave that {@link #cached} was asked for before it was built, unless one of its files changed since. */
    public void remember(BuildRequest request, Image image) {
        String name = asked;
        if (name == null || !name.equals(key(request))) {
            return;
        }
        try {
            Path directory = Files.createDirectories(store.builds());
            try (Temporary temporary = Temporary.file(directory, ".new")) {
                Files.writeString(temporary.path(), image.digest().toString());
                Files.move(temporary.path(), directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            }
            forget(directory);
        } catch (IOException e) {
            throw IoFailure.of("what was built cannot be kept in mind in " + store.builds(), e);
        }
    }

    /** The request's name, or null when a change of one of its files could not be told. */
    private @Nullable String key(BuildRequest request) {
        try {
            RequestKey.Key key = RequestKey.of(request, work);
            long age = now() - key.newest();
            if (age < 0 || (key.wholeSeconds() && age < COARSE_TICK)) {
                return null;
            }
            if (age >= TICK) {
                return key.hex();
            }
            TimeUnit.NANOSECONDS.sleep(TICK - age);
            RequestKey.Key later = RequestKey.of(request, work);
            return now() - later.newest() >= TICK ? later.hex() : null;
        } catch (NoSuchFileException e) {
            // The build says which.
            return null;
        } catch (IOException e) {
            throw IoFailure.of(request.origin() + ": its files cannot be looked at", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static long now() {
        return FileTime.from(Instant.now()).to(TimeUnit.NANOSECONDS);
    }

    private static @Nullable Digest read(Path entry) {
        try {
            String text = Files.readString(entry);
            boolean whole = text.startsWith(Digest.PREFIX) && text.length() == Digest.PREFIX.length() + 64;
            return whole && Digest.isHex(text.substring(Digest.PREFIX.length())) ? Digest.parse(text) : null;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw IoFailure.of("what was built before cannot be read", e);
        }
    }

    private static void touch(Path entry) {
        try {
            Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
        } catch (IOException e) {
            // It is only older then: another's, or gone.
        }
    }

    /** Half goes at once, so that this is rare. */
    private static void forget(Path directory) throws IOException {
        List<Path> entries;
        try (Stream<Path> files = Files.list(directory)) {
            entries = files.toList();
        }
        if (entries.size() > MOST) {
            List<Path> old = entries.stream()
                    .sorted(Comparator.comparing(BuildCache::time))
                    .limit(entries.size() - MOST / 2)
                    .toList();
            for (Path entry : old) {
                Files.deleteIfExists(entry);
            }
        }
    }

    private static FileTime time(Path entry) {
        try {
            return Files.getLastModifiedTime(entry);
        } catch (IOException e) {
            // Removed meanwhile.
            return FileTime.fromMillis(0);
        }
    }
}
