/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.image.Image;
import dev.juke.image.ImageConfig;
import dev.juke.image.Platform;
import dev.juke.pack.tree.FileTree;

/** The images that a build file takes files from or starts from. */
@FunctionalInterface
public interface SourceImages {
    /** Finds the image of that reference for a platform; the error names the reference and why it cannot be had. */
    SourceImage find(String reference, Platform platform);

    /** One of them. */
    interface SourceImage {
        /** How to run it. */
        ImageConfig config();

        /** All its files, its layers one over the other; not to be changed. Asking again costs nothing. */
        FileTree files();

        /** The image itself, for an image that starts from it. */
        Image image();
    }
}
