/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.cli.direct.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The file that {@code --cidfile} names, which must be new: an old one may be of a container that still runs. */
record CidFile(@Nullable Path path) {
    static CidFile of(@Nullable String text) {
        Path path = text == null ? null : Path.of(text);
        if (path != null && Files.exists(path)) {
            throw JukeException.conflict(
                    "--cidfile: " + path + " exists already", "remove it if its container is gone, or name another");
        }
        return new CidFile(path);
    }

    void write(ContainerId id) {
        if (path == null) {
            return;
        }
        try {
            Files.writeString(path, id.hex(), StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw IoFailure.of("--cidfile: " + path + " cannot be written", e);
        }
    }
}
