/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.image.Platform;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What surrounds a build file.
 *
 * @param directory where its paths begin; they stay inside of it
 * @param work where temporary files go
 * @param images finds other images
 * @param platform what the image is for when the file does not say
 * @param arguments {@code --build-arg NAME=VALUE}
 * @param stage the stage of a Containerfile that is wanted; empty for the last
 * @param epoch the time that everything in the image gets, seconds since 1970: {@link SourceDate}
 * @param strict whether it is checked that guest, monitor and kernel fit together
 * @param lenient whether keys that are not known are only warned of, as bunny ignores them
 * @param warnings is told what surprises, a sentence each
 */
public record BuildContext(
        Path directory,
        Workspace work,
        SourceImages images,
        Platform platform,
        Map<String, String> arguments,
        String stage,
        long epoch,
        boolean strict,
        boolean lenient,
        Consumer<String> warnings) {}
