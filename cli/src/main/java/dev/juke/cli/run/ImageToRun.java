/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import dev.juke.base.JukeException;
import dev.juke.image.ImageSource;
import dev.juke.image.Platform;
import dev.juke.image.layout.OciLayout;
import dev.juke.image.store.ImageStore;
import dev.juke.image.store.StoredImage;
import dev.juke.pack.bunnyfile.Bunnyfile;
import dev.juke.unikernel.kernel.KernelReader;
import java.nio.file.Files;
import java.nio.file.Path;

/** The image that a person names: one of the store, or one in a layout or archive, which is taken into the store without a name. */
final class ImageToRun {
    private ImageToRun() {}

    static StoredImage find(String reference, ImageStore store) {
        StoredImage stored = store.lookup(reference);
        if (stored != null) {
            return stored;
        }
        refuseWhatIsNotPackagedYet(reference);
        try (ImageSource source = store.open(reference)) {
            return store.add(source.only(Platform.host()).image(), null);
        }
    }

    private static void refuseWhatIsNotPackagedYet(String reference) {
        Path path = Path.of(reference);
        if (Files.isDirectory(path) && !OciLayout.isLayout(path)) {
            boolean context = Files.exists(path.resolve(Bunnyfile.NAME));
            throw JukeException.input(
                    "'" + reference + "' is a directory, not an image",
                    context
                            ? "package what is in it: juke build -t NAME " + reference
                            : "name an image (see juke images), an OCI layout or an archive");
        }
        if (Files.isRegularFile(path) && isKernel(path)) {
            throw JukeException.input(
                    "'" + reference + "' is a kernel, not an image", "package it with juke build (see docs/build.md)");
        }
    }

    private static boolean isKernel(Path file) {
        try {
            KernelReader.read(file);
            return true;
        } catch (JukeException e) {
            return false;
        }
    }
}
