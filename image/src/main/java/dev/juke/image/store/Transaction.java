/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import dev.juke.image.Digest;
import dev.juke.image.NamedImage;
import dev.juke.image.layout.OciLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.UnaryOperator;

/**
 * One change of a store. Long work is done in an area of its own, without a lock; then everything becomes visible at once, with the
 * index, under the lock.
 */
final class Transaction implements AutoCloseable {
    private final Path root;
    private final WorkArea area;

    private Transaction(Path root, WorkArea area) {
        this.root = root;
        this.area = area;
    }

    /**
     * What a change did.
     *
     * @param freed bytes of blobs that nothing refers to any more
     */
    record Outcome(Catalog before, Catalog after, long freed) {}

    /** Begins a change of the store in that directory, which is made when it is missing. */
    static Transaction begin(Path root) throws IOException {
        return new Transaction(root, area(root));
    }

    /** Makes a work area in the store in that directory, which is made when it is missing; what dead processes left is removed. */
    static WorkArea area(Path root) throws IOException {
        Files.createDirectories(root);
        try (StoreLock _ = StoreLock.acquire(root)) {
            OciLayout.openOrCreate(root);
            WorkArea.sweep(root);
            return WorkArea.open(root);
        }
    }

    /** A directory for unfinished work. */
    Path directory() {
        return area.directory();
    }

    /** Where new blobs are written first. */
    OciLayout staged() throws IOException {
        return OciLayout.scratch(staging());
    }

    /** Brings an image's blobs here; those that the store has are only looked at, and kept even if the store loses them meanwhile. */
    void stage(NamedImage named) throws IOException {
        staged().copy(named, OciLayout.open(root));
    }

    /** Publishes the staged blobs, changes the list of images, and removes what nothing refers to. */
    Outcome commit(UnaryOperator<Catalog> change) throws IOException {
        try (StoreLock _ = StoreLock.acquire(root)) {
            OciLayout layout = OciLayout.open(root);
            Catalog before = Catalog.of(layout);
            Catalog after = change.apply(before);
            publish(layout);
            if (!after.equals(before)) {
                layout.write(layout.index().with(after.entries()));
            }
            WorkArea.sweep(root);
            return new Outcome(before, after, Garbage.collect(layout, after, area.directory()));
        }
    }

    private void publish(OciLayout layout) throws IOException {
        if (Files.isDirectory(staging())) {
            layout.take(staged());
        }
    }

    /** Publishes an unpacked image, unless another process was faster or the image is gone. */
    void publishTree(Path tree, Digest image) throws IOException {
        try (StoreLock _ = StoreLock.acquire(root)) {
            Path place = ImageStore.tree(root, image);
            if (OciLayout.open(root).has(image) && !Files.exists(place)) {
                Files.createDirectories(root.resolve(ImageStore.TREES));
                Files.move(tree, place, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private Path staging() {
        return area.directory().resolve("layout");
    }

    @Override
    public void close() throws IOException {
        area.close();
    }
}
