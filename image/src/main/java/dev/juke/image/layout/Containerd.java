/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import dev.juke.base.JukeException;
import dev.juke.base.Program;
import dev.juke.image.NamedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The images of containerd, through {@code ctr images import}: manifests arrive as they are, so annotations survive.
 *
 * @param namespace containerd's namespace; empty for the caller's ({@code CONTAINERD_NAMESPACE}, else {@code default})
 * @param environment the caller's: {@code CONTAINERD_ADDRESS}, {@code PATH}, …
 */
record Containerd(String namespace, Map<String, String> environment) implements Destination {
    /** containerd unpacks what it has imported. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @Override
    public void write(List<NamedImage> images) {
        if (images.stream().anyMatch(image -> image.names().isEmpty())) {
            throw JukeException.usage(
                    "containerd knows images by their names, and this one has none", "give it one: juke tag");
        }
        List<String> command = new ArrayList<>(List.of("ctr"));
        if (!namespace.isEmpty()) {
            command.addAll(List.of("--namespace", namespace));
        }
        command.addAll(List.of("images", "import"));
        if (images.stream().anyMatch(NamedImage::isIndex)) {
            command.add("--all-platforms");
        }
        command.add("-");
        Program.Result result = new Program(command, environment)
                .run(
                        out -> ArchiveWriter.write(images, ArchiveFormat.OCI, out),
                        LIMIT,
                        "install containerd, or write oci-archive:FILE and import it where containerd is");
        if (result.code() != 0) {
            throw JukeException.host(
                    "ctr images import failed: " + result.complaint(), "check that containerd runs: ctr version");
        }
    }
}
