/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.image.Descriptor;
import dev.juke.image.Image;
import dev.juke.image.rootfs.Unpacker;
import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** What tests look at in images. */
final class Images {
    private Images() {}

    /** Names, modes and times of all entries of a layer of root's, as {@code .boot/kernel 644 0}. */
    static List<String> entries(Image image, int layer) throws IOException {
        List<String> entries = new ArrayList<>();
        Descriptor blob = image.manifest().layers().get(layer);
        try (TarReader tar = new TarReader(new GZIPInputStream(image.blobs().open(blob)), "layer")) {
            for (@Nullable TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                assertThat(entry.uid() + entry.gid()).isZero();
                entries.add(entry.name() + " " + Integer.toOctalString(entry.mode()) + " " + entry.mtime());
            }
        }
        return entries;
    }

    static Path unpack(Image image, Path directory) throws IOException {
        Path root = Files.createTempDirectory(directory, "root");
        Unpacker.unpack(image, root);
        return root;
    }
}
