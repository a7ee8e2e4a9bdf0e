/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import dev.juke.base.JukeException;
import dev.juke.image.Digest;
import dev.juke.image.Found;
import dev.juke.image.Image;
import dev.juke.image.ImageFinder;
import dev.juke.image.ImageSource;
import dev.juke.image.LockFile;
import dev.juke.image.Platform;
import dev.juke.image.layout.Sources;
import dev.juke.image.registry.RegistryOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds images in the store, in registries, layouts and archives. One thread at a time. */
public final class StoreFinder implements ImageFinder {
    private final ImageStore store;
    private final @Nullable LockFile lock;
    private final List<ImageSource> opened = new ArrayList<>();

    /**
     * Looks into a store first.
     *
     * @param options how registries are spoken to
     * @param lock says which images are meant, and is told of those that it does not know; it is for the caller to save. Null for none
     */
    public StoreFinder(ImageStore store, RegistryOptions options, @Nullable LockFile lock) {
        this.store = store;
        this.lock = lock;
    }

    @Override
    public Found find(String reference, Platform wanted) {
        Digest pinned = lock == null ? null : lock.get(reference, wanted);
        Place place = place(reference, wanted);
        Digest digest = place.image.digest();
        if (pinned != null && !pinned.equals(digest)) {
            throw JukeException.notFound(
                    "'" + reference + "' is locked to " + pinned + " for " + wanted + ", but is " + digest + " now",
                    "put the old image back, or remove that entry of the lock file");
        }
        if (lock != null) {
            lock.put(reference, wanted, digest);
        }
        return new Found(reference, place.image, place.where + "@" + digest, pinned != null);
    }

    /** An image and what the place that it lies in is called. */
    private record Place(String where, Image image) {}

    private Place place(String reference, Platform wanted) {
        int colon = reference.indexOf(':');
        String rest = reference.substring(colon + 1);
        return switch (colon < 0 ? "" : reference.substring(0, colon)) {
            case "oci" ->
                open(reference, Sources.directory(ImageReference.path(rest), ImageReference.tag(rest)), wanted);
            case "oci-archive", "docker-archive" ->
                open(reference, Sources.archive(ImageReference.path(rest), ImageReference.tag(rest)), wanted);
            case "store" -> stored(rest, wanted);
            default -> stored(reference, wanted);
        };
    }

    private Place open(String reference, ImageSource source, Platform wanted) {
        opened.add(source);
        return new Place(reference, source.only(wanted).image());
    }

    private Place stored(String reference, Platform wanted) {
        StoredImage found = store.find(reference);
        return new Place(reference, Image.read(found.image().blobs(), found.root(), wanted));
    }

    @Override
    public void close() {
        opened.forEach(ImageSource::close);
        opened.clear();
    }
}
