/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.Temporary;
import dev.juke.base.Trees;
import dev.juke.image.Descriptor;
import dev.juke.image.NamedImage;
import dev.juke.image.registry.RegistryOptions;
import dev.juke.image.registry.RemoteName;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A place outside of the store that an image is written to. When that fails, nothing of it is left there. */
public sealed interface Destination
        permits Destination.Directory, Destination.Archive, RegistryPlace, DockerDaemon, Containerd {
    /** As the other, with the environment of this process and without showing progress. */
    static Destination parse(String text) {
        return parse(text, RegistryOptions.of(System.getenv()));
    }

    /**
     * Reads {@code oci:DIR[:TAG]}, {@code oci-archive:FILE}, {@code docker-archive:FILE}, {@code registry:NAME[:TAG]} (or {@code
     * docker://NAME[:TAG]}, as skopeo has it), {@code docker-daemon:[NAME[:TAG]]} or {@code containerd:[NAMESPACE]}.
     *
     * @param options how registries are spoken to, and the environment of the programs that are called
     */
    static Destination parse(String text, RegistryOptions options) {
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        String kind = colon < 0 ? "" : text.substring(0, colon);
        boolean restNeeded = !kind.equals("docker-daemon") && !kind.equals("containerd");
        if (rest.isEmpty() && restNeeded) {
            kind = "";
        }
        int tag = rest.indexOf(':');
        return switch (kind) {
            case "oci" ->
                tag < 0
                        ? new Directory(Path.of(rest), "")
                        : new Directory(Path.of(rest.substring(0, tag)), rest.substring(tag + 1));
            case "oci-archive" -> new Archive(Path.of(rest), ArchiveFormat.OCI);
            case "docker-archive" -> new Archive(Path.of(rest), ArchiveFormat.DOCKER);
            case "registry" -> new RegistryPlace(RemoteName.parse(rest), options);
            case "docker" -> new RegistryPlace(RemoteName.parse(withoutSlashes(rest, text)), options);
            case "docker-daemon" -> new DockerDaemon(rest, options.environment());
            case "containerd" -> new Containerd(rest, options.environment());
            default -> throw noPlace(text);
        };
    }

    private static String withoutSlashes(String rest, String text) {
        if (!rest.startsWith("//")) {
            throw noPlace(text);
        }
        return rest.substring(2);
    }

    private static JukeException noPlace(String text) {
        return JukeException.usage(
                "'" + text + "' is no place for an image",
                "write oci:DIR[:TAG], oci-archive:FILE, docker-archive:FILE, registry:NAME, docker-daemon: or containerd:");
    }

    /** Writes the images there, all or none. */
    void write(List<NamedImage> images);

    /** Writes one image there. */
    default void write(NamedImage image) {
        write(List.of(image));
    }

    /**
     * A directory in OCI layout, made when it is missing.
     *
     * @param tag what the image is called there; empty for its own name. What was called so before is replaced
     */
    record Directory(Path path, String tag) implements Destination {
        @Override
        public void write(List<NamedImage> images) {
            if (images.size() > 1 && !tag.isEmpty()) {
                throw JukeException.usage(
                        images.size() + " images cannot all be called '" + tag + "' in " + path, "leave out the tag");
            }
            try {
                if (OciLayout.isLayout(path)) {
                    add(OciLayout.open(path), images);
                } else {
                    create(images);
                }
            } catch (IOException e) {
                throw IoFailure.of("image layout " + path + " cannot be written", e);
            }
        }

        private void create(List<NamedImage> images) throws IOException {
            Path parent = Files.createDirectories(Trees.directoryOf(path));
            try (Temporary temporary = Temporary.directory(parent, ".juke-layout")) {
                add(OciLayout.openOrCreate(temporary.path()), images);
                Files.setPosixFilePermissions(temporary.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
                // Takes the place of nothing or of an empty directory, and fails on all else.
                Files.move(temporary.path(), path, StandardCopyOption.ATOMIC_MOVE);
            }
        }

        private void add(OciLayout layout, List<NamedImage> images) throws IOException {
            List<Descriptor> manifests = new ArrayList<>(layout.index().manifests());
            try (Temporary temporary = Temporary.directory(layout.directory(), ".juke-blobs")) {
                OciLayout scratch = OciLayout.scratch(temporary.path());
                for (NamedImage named : images) {
                    for (Descriptor part : named.parts()) {
                        if (!layout.has(part.digest())) {
                            scratch.copy(named.image().blobs(), part);
                        }
                    }
                    for (Descriptor entry : entries(named)) {
                        manifests.removeIf(old -> refName(old).equals(refName(entry)));
                        manifests.add(entry);
                    }
                }
                layout.take(scratch);
            }
            layout.write(layout.index().with(manifests));
        }

        private List<Descriptor> entries(NamedImage named) {
            List<Descriptor> entries = ArchiveWriter.descriptors(named);
            return tag.isEmpty() ? entries : List.of(entries.getFirst().withAnnotation(Descriptor.REF_NAME, tag));
        }

        private static String refName(Descriptor manifest) {
            return manifest.annotations().getOrDefault(Descriptor.REF_NAME, "");
        }
    }

    /** One file. */
    record Archive(Path path, ArchiveFormat format) implements Destination {
        @Override
        public void write(List<NamedImage> images) {
            try {
                Path parent = Files.createDirectories(Trees.directoryOf(path));
                try (Temporary temporary = Temporary.file(parent, ".juke-archive")) {
                    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary.path()))) {
                        ArchiveWriter.write(images, format, out);
                    }
                    Files.setPosixFilePermissions(temporary.path(), PosixFilePermissions.fromString("rw-r--r--"));
                    Trees.publish(temporary.path(), path);
                }
            } catch (IOException e) {
                throw IoFailure.of("image archive " + path + " cannot be written", e);
            }
        }
    }
}
