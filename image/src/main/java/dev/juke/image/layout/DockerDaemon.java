/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import dev.juke.base.JukeException;
import dev.juke.base.Program;
import dev.juke.image.ImageName;
import dev.juke.image.NamedImage;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The images of a Docker daemon, through {@code docker load}: Docker's own client knows its contexts, its sockets, ssh and TLS, and
 * repeats what the daemon says. Docker keeps no manifest annotations, and of several platforms gets this machine's.
 *
 * @param name what the images are called there; empty for their own names
 * @param environment the caller's: {@code DOCKER_HOST}, {@code PATH}, …
 */
record DockerDaemon(String name, Map<String, String> environment) implements Destination {
    /** A daemon that is busy with the last layer is waited for. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @Override
    public void write(List<NamedImage> images) {
        List<NamedImage> named = name.isEmpty()
                ? images
                : images.stream()
                        .map(image -> new NamedImage(List.of(ImageName.parse(name)), image.image(), image.root()))
                        .toList();
        Program.Result result = new Program(List.of("docker", "load", "--quiet"), environment)
                .run(
                        out -> ArchiveWriter.write(named, ArchiveFormat.DOCKER, out),
                        LIMIT,
                        "install docker, or write docker-archive:FILE and load it where docker is");
        if (result.code() != 0) {
            throw JukeException.host(
                    "docker load failed: " + result.complaint(), "check that the daemon runs: docker version");
        }
    }
}
