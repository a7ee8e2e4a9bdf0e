/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import dev.juke.base.JukeException;
import dev.juke.cli.command.Session;
import dev.juke.image.store.StoredImage;
import dev.juke.sandbox.Workload;
import dev.juke.sandbox.bundle.MetadataFinder;
import dev.juke.sandbox.bundle.RootfsPath;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The unikernel in an image of the store.
 *
 * @param image the image
 * @param reference what the person called it
 * @param rootfs its files, unpacked
 * @param metadata what it says of its unikernel
 */
record Unikernel(StoredImage image, String reference, Path rootfs, Metadata metadata) {
    /** Finds it: as a container engine does, labels and annotations of the image count as the container's annotations. */
    static Unikernel find(StoredImage image, String reference, @Nullable String monitor, Session session) {
        Path rootfs = session.images().rootfs(image, session::warn);
        Map<String, String> annotations = new LinkedHashMap<>(image.config().labels());
        annotations.putAll(image.image().manifest().annotations());
        Metadata found;
        try {
            found = MetadataFinder.find(rootfs, annotations);
        } catch (JukeException e) {
            throw of(reference, e);
        }
        if (found == null) {
            throw JukeException.input(
                    "image '" + reference + "' is an ordinary container image: it holds no unikernel",
                    "run it with podman or docker, or package a unikernel with juke build");
        }
        Metadata metadata = new Metadata(found.values(), "image '" + reference + "': " + found.source());
        return new Unikernel(
                image, reference, rootfs, monitor == null ? metadata : MonitorChoice.apply(monitor, metadata));
    }

    /** Its files. */
    Workload.Files files() {
        try {
            return Workload.Files.find(rootfs, metadata);
        } catch (JukeException e) {
            throw of(reference, e);
        }
    }

    /** The error, with the image that it is about. */
    private static JukeException of(String reference, JukeException e) {
        return new JukeException(e.category(), "image '" + reference + "': " + e.getMessage(), e.hint(), e);
    }

    /** Whether its kernel is there at all. */
    boolean hasKernel() {
        return Files.exists(RootfsPath.resolve(rootfs, metadata.binary(), Key.BINARY.fullName()));
    }
}
