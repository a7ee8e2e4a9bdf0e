/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.assembly;

import dev.juke.pack.BuildFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The build file.
 *
 * @param name as the client calls it, which may have directories in it
 * @param content its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
public record BuildFile(String name, byte[] content) {
    /** Its name alone. */
    public String baseName() {
        return String.valueOf(Path.of(name).getFileName());
    }

    /** Another file under this name. */
    public BuildFile with(String text) {
        return new BuildFile(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether it is one in the Dockerfile language. */
    public boolean isContainerfile() {
        return BuildFiles.isContainerfile(new String(content, StandardCharsets.UTF_8));
    }
}
