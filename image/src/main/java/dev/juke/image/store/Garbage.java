/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.store;

import dev.juke.base.JukeException;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.References;
import dev.juke.image.layout.OciLayout;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Removes what no image refers to: what a killed process left and what a removed image had. The store's lock must be held; work in
 * progress is safe, since it lies in work areas.
 */
final class Garbage {
    private final OciLayout layout;
    private final Set<Digest> used = new HashSet<>();
    private long freed;

    private Garbage(OciLayout layout) {
        this.layout = layout;
    }

    /**
     * Collects.
     *
     * @param bin a directory of a work area, where unpacked trees go, to be deleted without the lock
     * @return the bytes of the blobs that were removed
     */
    static long collect(OciLayout layout, Catalog catalog, Path bin) throws IOException {
        Garbage garbage = new Garbage(layout);
        catalog.entries().forEach(garbage::mark);
        garbage.sweepBlobs();
        garbage.sweepTrees(bin);
        garbage.sweepTemporaries();
        return garbage.freed;
    }

    private void mark(Descriptor descriptor) {
        if (!used.add(descriptor.digest())) {
            return;
        }
        try {
            References.direct(layout, descriptor).forEach(this::mark);
        } catch (JukeException damaged) {
            // Whoever uses that image is told; nothing can be said of its other blobs.
            return;
        }
    }

    private void sweepBlobs() throws IOException {
        Set<String> names = used.stream().map(Digest::hex).collect(Collectors.toSet());
        try (DirectoryStream<Path> blobs =
                Files.newDirectoryStream(layout.directory().resolve(OciLayout.BLOBS))) {
            for (Path blob : blobs) {
                if (!names.contains(blob.getFileName().toString())) {
                    freed += Files.size(blob);
                    Files.delete(blob);
                }
            }
        }
    }

    private void sweepTrees(Path bin) throws IOException {
        Set<String> names = used.stream().map(Digest::hex).collect(Collectors.toSet());
        Path all = layout.directory().resolve(ImageStore.TREES);
        if (!Files.isDirectory(all)) {
            return;
        }
        try (DirectoryStream<Path> trees = Files.newDirectoryStream(all)) {
            for (Path tree : trees) {
                if (!names.contains(tree.getFileName().toString())) {
                    Files.move(tree, bin.resolve(tree.getFileName()));
                }
            }
        }
    }

    /** Unfinished replacements of the index. */
    private void sweepTemporaries() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.directory(), ".*.tmp")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
