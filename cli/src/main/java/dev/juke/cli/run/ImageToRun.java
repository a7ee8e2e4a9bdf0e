/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import dev.juke.image.ImageSource;
import dev.juke.image.Platform;
import dev.juke.image.store.ImageStore;
import dev.juke.image.store.StoredImage;

/** The image that a person names: one of the store, or one in a layout or archive, which is taken into the store without a name. */
final class ImageToRun {
    private ImageToRun() {}

    static StoredImage find(String reference, ImageStore store) {
        StoredImage stored = store.lookup(reference);
        if (stored != null) {
            return stored;
        }
        try (ImageSource source = store.open(reference)) {
            return store.add(source.only(Platform.host()).image(), null);
        }
    }
}
