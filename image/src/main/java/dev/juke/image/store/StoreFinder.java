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
import dev.juke.image.Reference;
import dev.juke.image.layout.Sources;
import dev.juke.image.registry.RegistryOptions;
import dev.juke.image.registry.RemoteName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds images in the store, in registries, layouts and archives. One thread at a time. */
public final class StoreFinder implements ImageFinder {
    private final ImageStore store;
    private final RegistryOptions options;
    private final @Nullable LockFile lock;
    private final List<ImageSource> opened = new ArrayList<>();
    private @Nullable RemoteImages remote;

    /**
     * Looks into a store first.
     *
     * @param options how registries are spoken to
     * @param lock says which images are meant, and is told of those that it does not know; it is for the caller to save. Null for none
     */
    public StoreFinder(ImageStore store, RegistryOptions options, @Nullable LockFile lock) {
        this.store = store;
        this.options = options;
        this.lock = lock;
    }

    @Override
    public Found find(String reference, Platform wanted) {
        Digest pinned = lock == null ? null : lock.get(reference, wanted);
        Place place = place(reference, wanted, pinned);
        Digest digest = place.image.digest();
        if (pinned != null && !pinned.equals(digest)) {
            throw JukeException.notFound(
                    "'" + reference + "' is locked to " + pinned + " for " + wanted + ", but is " + digest + " now",
                    "put the old image back, or remove that entry of the lock file");
        }
        if (lock != null) {
            lock.put(reference, wanted, digest);
        }
        return new Found(
                reference, place.image, place.where + (place.where.isEmpty() ? "" : "@") + digest, pinned != null);
    }

    /** An image and what the place that it lies in is called. */
    private record Place(String where, Image image) {}

    private Place place(String reference, Platform wanted, @Nullable Digest pinned) {
        int colon = reference.indexOf(':');
        String rest = reference.substring(colon + 1);
        return switch (colon < 0 ? "" : reference.substring(0, colon)) {
            case "oci" ->
                open(reference, Sources.directory(ImageReference.path(rest), ImageReference.tag(rest)), wanted);
            case "oci-archive", "docker-archive" ->
                open(reference, Sources.archive(ImageReference.path(rest), ImageReference.tag(rest)), wanted);
            case "store" -> stored(rest, wanted, pinned);
            case "docker" -> {
                if (!rest.startsWith("//")) {
                    throw JukeException.usage("'" + reference + "' is no reference to an image", "write docker://NAME");
                }
                yield remote(RemoteName.parse(rest.substring(2)), wanted, pinned);
            }
            default -> named(reference, wanted, pinned);
        };
    }

    private Place open(String reference, ImageSource source, Platform wanted) {
        opened.add(source);
        return new Place(reference, source.only(wanted).image());
    }

    /** The store's, if it has it for that platform or nobody else can. */
    private Place named(String text, Platform wanted, @Nullable Digest pinned) {
        Reference reference = Reference.parseOrNull(text);
        if (reference == null || RemoteName.isLocal(reference.name())) {
            return stored(text, wanted, pinned);
        }
        StoredImage found = pinned == null ? store.lookup(text) : store.at(pinned);
        if (found != null) {
            Image image = Image.readAny(found.image().blobs(), found.root(), wanted);
            if (pinned != null || wanted.runs(image.config().platform())) {
                return stored(text, wanted, pinned);
            }
        }
        return remote(reference, wanted, pinned);
    }

    private Place stored(String text, Platform wanted, @Nullable Digest pinned) {
        StoredImage found = pinned == null ? store.lookup(text) : store.at(pinned);
        if (found == null && pinned != null) {
            throw gone(text, pinned, "it is not in " + store.root());
        }
        if (found == null) {
            throw JukeException.notFound(
                    "there is no image '" + text + "' in " + store.root(),
                    "build, load or pull it first; one of Docker Hub is named with its registry: docker.io/library/NAME");
        }
        String name = found.name() == null ? "" : found.name().repository();
        return new Place(name, Image.read(found.image().blobs(), found.root(), wanted));
    }

    private Place remote(Reference reference, Platform wanted, @Nullable Digest pinned) {
        if (remote == null) {
            remote = new RemoteImages(store.root(), options);
        }
        String name = reference.tagged() || reference.digest() == null
                ? reference.name().toString()
                : reference.name().repository();
        try {
            return new Place(name, remote.find(pinned == null ? reference : reference.at(pinned), wanted));
        } catch (JukeException e) {
            if (pinned != null && e.category() == JukeException.Category.NOT_FOUND) {
                throw gone(reference.toString(), pinned, e.getMessage());
            }
            throw e;
        }
    }

    private static JukeException gone(String reference, Digest pinned, @Nullable String why) {
        return JukeException.notFound(
                "'" + reference + "' is locked to " + pinned + ", which is gone: " + why,
                "put that image back, or remove its entry from the lock file");
    }

    @Override
    public void close() {
        opened.forEach(ImageSource::close);
        opened.clear();
        if (remote != null) {
            remote.close();
            remote = null;
        }
    }
}
