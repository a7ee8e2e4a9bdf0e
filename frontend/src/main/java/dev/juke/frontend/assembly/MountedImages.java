/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.assembly;

import dev.juke.image.Image;
import dev.juke.image.Platform;
import dev.juke.pack.SourceImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The images that BuildKit has mounted. One that is asked for and is not there ends the assembly: BuildKit mounts it, and asks again. */
final class MountedImages implements SourceImages {
    private final List<NeededImage> names = new ArrayList<>();
    private final List<MountedImage> images = new ArrayList<>();

    /**
     * Those of a job.
     *
     * @param directory where they are mounted, each under its number
     */
    MountedImages(Job job, Path directory) {
        for (Job.Known known : job.images()) {
            Path root = directory.resolve(Integer.toString(images.size()));
            names.add(known.image());
            images.add(new MountedImage(known.image().reference(), root, known.config()));
        }
    }

    @Override
    public SourceImage find(String reference, Platform platform) {
        int number = names.indexOf(new NeededImage(reference, platform));
        if (number < 0) {
            throw new MissingException(new NeededImage(reference, platform));
        }
        return images.get(number);
    }

    /** The number of an image that was found here; -1 for none. */
    int number(@Nullable Image image) {
        for (int i = 0; i < images.size(); i++) {
            if (image != null && image.blobs() == images.get(i)) {
                return i;
            }
        }
        return -1;
    }

    /** An image that is not mounted yet. No error that anybody sees. */
    static final class MissingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // never written
        private final NeededImage image;

        MissingException(NeededImage image) {
            super(image.reference());
            this.image = image;
        }

        NeededImage image() {
            return image;
        }
    }
}
