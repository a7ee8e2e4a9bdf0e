/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import dev.juke.image.ImageConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a guest runs: the image's entry point and command, and what the caller says instead, by Docker's rules. */
final class ImageArguments {
    private ImageArguments() {}

    /**
     * The guest's arguments.
     *
     * @param entrypoint instead of the image's, which drops its command too; empty for none at all; null for the image's
     * @param given what stands after the image; one leading {@code --} only marks where it begins
     */
    static List<String> of(ImageConfig config, @Nullable String entrypoint, List<String> given) {
        List<String> words = !given.isEmpty() && given.getFirst().equals("--") ? given.subList(1, given.size()) : given;
        List<String> arguments = new ArrayList<>();
        if (entrypoint == null) {
            arguments.addAll(config.entrypoint());
            arguments.addAll(words.isEmpty() ? config.cmd() : words);
        } else {
            if (!entrypoint.isEmpty()) {
                arguments.add(entrypoint);
            }
            arguments.addAll(words);
        }
        return arguments;
    }
}
