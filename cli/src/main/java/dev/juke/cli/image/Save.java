/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Terminals;
import dev.juke.cli.command.Value;
import dev.juke.cli.command.Values;
import dev.juke.image.layout.ArchiveFormat;
import dev.juke.image.layout.Destination;
import dev.juke.image.layout.Trees;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** {@code juke save}. */
public final class Save extends Command {
    private final Value output = value("PATH", "Where to write (standard output)", "-o", "--output");
    private final Value format = value("FORMAT", "oci-archive, docker-archive or oci-dir (oci-archive)", "--format");
    private final Values images = words("IMAGE", true);

    /** Declares what {@code save} takes. */
    public Save() {
        examples("juke save -o hello.tar hello", "juke save --format docker-archive hello | docker load");
    }

    @Override
    public int run(Session session) {
        String text = output.get();
        Path path = text == null ? null : Path.of(text);
        switch (format.or("oci-archive")) {
            case "oci-archive" -> archive(session, ArchiveFormat.OCI, path);
            case "docker-archive" -> archive(session, ArchiveFormat.DOCKER, path);
            case "oci-dir" -> directory(session, path);
            default ->
                throw JukeException.usage(
                        "there is no format '" + format.or("") + "'", "use oci-archive, docker-archive or oci-dir");
        }
        return 0;
    }

    private void archive(Session session, ArchiveFormat kind, @Nullable Path path) {
        if (path != null) {
            file(session, kind, path);
        } else if (Terminals.isOutput()) {
            throw JukeException.usage("an archive is nothing for a terminal", "use -o FILE, or redirect the output");
        } else {
            session.images().export(images.all(), kind, session.output());
        }
    }

    /** The archive appears when it is whole. */
    private void file(Session session, ArchiveFormat kind, Path path) {
        try {
            Path temporary = Files.createTempFile(Trees.directoryOf(path), ".juke-save", ".tmp");
            try {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
                    session.images().export(images.all(), kind, out);
                }
                Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
                Trees.publish(temporary, path);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw IoFailure.of("the archive " + path + " cannot be written", e);
        }
    }

    private void directory(Session session, @Nullable Path path) {
        if (path == null) {
            throw JukeException.usage("a directory cannot be written to standard output", "use -o DIRECTORY");
        }
        Destination destination = new Destination.Directory(path, "");
        for (String image : images.all()) {
            destination.write(session.images().find(image).named());
        }
    }
}
