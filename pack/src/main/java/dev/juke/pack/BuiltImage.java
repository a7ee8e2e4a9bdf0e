/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.image.Image;
import dev.juke.unikernel.kernel.Kernel;
import java.util.List;

/**
 * An image that was built. It lies in the workspace: keep it in a store or write it somewhere before that is closed.
 *
 * @param image the image
 * @param kernel what its kernel is
 * @param warnings what surprises whoever wants to run it, one sentence each
 */
public record BuiltImage(Image image, Kernel kernel, List<String> warnings) {}
