/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.rootfs;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.HashingStream;
import dev.juke.image.Image;
import dev.juke.image.VerifiedStream;
import dev.juke.image.layout.Compression;
import dev.juke.image.tar.TarReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
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
        List<Descriptor> layers = image.manifest().layers();
        List<Digest> diffIds = image.config().diffIds();
        try {
            Root root = new Root(into.toRealPath());
            Attributes attributes = new Attributes(Attributes.isRoot(), notes);
            for (int i = 0; i < layers.size(); i++) {
                String where =
                        image.blobs().where() + ": layer " + layers.get(i).digest();
                apply(image, layers.get(i), diffIds.get(i), new LayerChanges(root, attributes, notes, where), where);
            }
        } catch (IOException e) {
            throw IoFailure.of("image " + image.digest() + " cannot be unpacked into " + into, e);
        }
        return List.copyOf(notes);
    }

    private static void apply(Image image, Descriptor layer, Digest diffId, LayerChanges changes, String where)
            throws IOException {
        try (VerifiedStream blob = image.blobs().open(layer);
                BufferedInputStream buffered = new BufferedInputStream(blob);
                HashingStream plain = new HashingStream(Compression.decompress(buffered, where))) {
            changes.apply(new TarReader(plain, where));
            // Both digests cover what follows the archive's end, too.
            plain.transferTo(OutputStream.nullOutputStream());
            buffered.transferTo(OutputStream.nullOutputStream());
            Digest found = plain.digest();
            if (!found.equals(diffId)) {
                throw JukeException.input(
                        where + " unpacks to " + found + ", not to " + diffId + " as the configuration says",
                        "do not trust this image");
            }
        }
    }
}
