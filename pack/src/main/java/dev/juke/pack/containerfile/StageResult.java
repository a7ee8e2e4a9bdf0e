/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import dev.juke.image.Image;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.containerfile.copy.StageFiles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stage has made.
 *
 * @param base the image at its bottom; null for scratch
 * @param layers over the base, those of stages that it starts from among them
 * @param files all of them together
 */
record StageResult(@Nullable Image base, List<BuildRequest.Layer> layers, StageFiles files, StageConfig config) {}
