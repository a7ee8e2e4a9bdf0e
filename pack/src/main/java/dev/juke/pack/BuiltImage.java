/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.IoFailure;
import dev.juke.base.Trees;
import dev.juke.image.Image;
import dev.juke.unikernel.Metadata;
import dev.juke.unikernel.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * An image that was built and lies in a temporary directory until this is closed: keep it in a store or write it somewhere first.
 *
 * @param image the image
 * @param metadata what it says of its unikernel
 * @param kernel what its kernel is
 * @param warnings what surprises whoever wants to run it, one sentence each
 * @param directory the temporary directory
 */
public record BuiltImage(Image image, Metadata metadata, Kernel kernel, List<String> warnings, Path directory)
        implements AutoCloseable {
    @Override
    public void close() {
        try {
            Trees.delete(directory);
        } catch (IOException e) {
            throw IoFailure.of("temporary directory " + directory + " cannot be removed", e);
        }
    }
}
