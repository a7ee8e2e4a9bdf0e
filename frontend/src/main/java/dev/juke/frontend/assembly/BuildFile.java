/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.assembly;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The build file.
 *
 * @param name as the client calls it, which may have directories in it
 * @param content its bytes
 */
public record BuildFile(String name, byte[] content) {
    /** Its name alone. */
    public String baseName() {
        return String.valueOf(Path.of(name).getFileName());
    }

    /** Another file under this name. */
    public BuildFile with(String text) {
        return new BuildFile(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether it is one in the Dockerfile language: the first instruction of a Containerfile is FROM, or ARG for one. */
    public boolean isContainerfile() {
        return new String(content, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.strip().toUpperCase(Locale.ROOT))
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .filter(line -> line.startsWith("FROM ") || line.startsWith("ARG "))
                .isPresent();
    }
}
