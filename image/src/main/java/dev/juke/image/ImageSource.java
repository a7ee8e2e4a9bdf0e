/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import dev.juke.base.JukeException;
import java.util.List;
import java.util.stream.Collectors;

/** Something that was opened to read images from: a layout, an archive, a store. Its images live until it is closed. */
public interface ImageSource extends AutoCloseable {
    /** What it is called in messages: its path or name. */
    String where();

    /** All its images for a platform. */
    List<NamedImage> images(Platform platform);

    /**
     * All its images as they are listed there: an index stays one, of which the image for the platform is shown or, when there is none
     * such, the first.
     */
    default List<NamedImage> listed(Platform platform) {
        return images(platform);
    }

    /** Its one image for a platform. */
    default NamedImage only(Platform platform) {
        List<NamedImage> images = images(platform);
        if (images.isEmpty()) {
            throw JukeException.notFound(where() + " holds no image", "name another place");
        }
        if (images.size() > 1) {
            String names = images.stream()
                    .map(image -> image.names().isEmpty()
                            ? image.image().digest().toString()
                            : image.names().getFirst().toString())
                    .collect(Collectors.joining(", "));
            throw JukeException.usage(
                    where() + " holds " + images.size() + " images: " + names, "say which: " + where() + ":NAME");
        }
        return images.getFirst();
    }

    /** Removes what was opened or unpacked on the way; the images cannot be read after that. */
    @Override
    void close();
}
