/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.MediaType;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.Reference;
import dev.juke.image.References;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.registry.Registry;
import dev.juke.image.registry.RegistryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Images of registries, brought to a work area of the store for as long as somebody reads them, and into the cache for the next who asks.
 * A digest that is in the cache is not asked for in the network.
 */
final class RemoteImages implements AutoCloseable {
    private final Path root;
    private final Transaction area;
    private final OciLayout work;
    private final OciLayout cache;
    private final Registry registry;

    RemoteImages(Path root, RegistryOptions options) {
        this.root = root;
        this.registry = new Registry(options);
        try {
            this.area = Transaction.begin(root);
            this.work = area.staged();
            this.cache = BlobCache.of(root);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private JukeException failed(IOException e) {
        return IoFailure.of("image store " + root + " cannot be changed", e);
    }

    /** Finds an image; an error when there is none. */
    Image find(Reference reference, Platform wanted) {
        try {
            Digest digest = reference.digest();
            Image known = digest == null ? null : cached(digest);
            return known == null ? fetch(reference, wanted) : known;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** An image whose manifest has this digest, if all of it is in the cache. */
    private @Nullable Image cached(Digest digest) throws IOException {
        Path file = cache.blob(digest);
        if (!cache.has(digest) || Files.size(file) > OciLayout.DOCUMENT_LIMIT) {
            return null;
        }
        String type =
                Json.readObject(file, "manifest", OciLayout.DOCUMENT_LIMIT).text("mediaType", MediaType.MANIFEST);
        Descriptor manifest = Descriptor.of(type, digest, Files.size(file));
        if (!take(manifest) || !References.direct(work, manifest).stream().allMatch(this::take)) {
            return null;
        }
        return Image.read(work, manifest);
    }

    private Image fetch(Reference reference, Platform wanted) throws IOException {
        NamedImage found = registry.find(reference, wanted);
        Image image = found.image();
        image.parts().forEach(this::take);
        work.copy(new NamedImage(List.of(), image), OciLayout.open(root));
        image.parts().forEach(part -> BlobCache.keep(cache, work, part));
        return Image.read(work, image.descriptor());
    }

    private boolean take(Descriptor part) {
        return work.has(part.digest()) || work.link(part, cache);
    }

    @Override
    public void close() {
        registry.close();
        try {
            area.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
