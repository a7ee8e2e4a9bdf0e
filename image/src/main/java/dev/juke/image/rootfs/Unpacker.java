/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.rootfs;

import dev.juke.base.IoFailure;
import dev.juke.image.Image;
import dev.juke.image.tar.TarReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Unpacks an image's layers, one over the other, into a directory. */
public final class Unpacker {
    private Unpacker() {}

    /**
     * Unpacks an image into an empty directory, checking every layer's digests. When it fails, what it made so far stays: the
     * caller removes it.
     *
     * @return notes for a person on what was left out
     */
    public static List<String> unpack(Image image, Path into) {
        List<String> notes = new ArrayList<>();
        try {
            Root root = new Root(into.toRealPath());
            Attributes attributes = new Attributes(Attributes.isRoot(), notes);
            for (int i = 0; i < image.manifest().layers().size(); i++) {
                String where = PlainLayer.where(image, i);
                apply(image, i, new LayerChanges(root, attributes, notes, where));
            }
        } catch (IOException e) {
            throw IoFailure.of("image " + image.digest() + " cannot be unpacked into " + into, e);
        }
        return List.copyOf(notes);
    }

    private static void apply(Image image, int layer, LayerChanges changes) throws IOException {
        try (PlainLayer plain = PlainLayer.open(image, layer)) {
            changes.apply(new TarReader(plain.stream(), plain.where()));
            plain.finish();
        }
    }
}
