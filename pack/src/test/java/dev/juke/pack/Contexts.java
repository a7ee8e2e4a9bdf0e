/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.image.Platform;
import java.nio.file.Path;
import java.util.Map;

/** Surroundings of build files in tests. */
public final class Contexts {
    private Contexts() {}

    /** A strict build, without other images, warnings lost. */
    public static BuildContext of(Path directory, Workspace work, long epoch) {
        return new BuildContext(
                directory,
                work,
                (reference, _) -> {
                    throw new AssertionError(reference + " is asked for");
                },
                Platform.linux("amd64"),
                Map.of(),
                "",
                epoch,
                true,
                false,
                _ -> {});
    }
}
