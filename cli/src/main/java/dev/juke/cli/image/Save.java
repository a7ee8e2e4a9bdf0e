/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.base.JukeException;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Terminals;
import dev.juke.cli.command.Value;
import dev.juke.cli.command.Values;
import dev.juke.image.NamedImage;
import dev.juke.image.layout.ArchiveFormat;
import dev.juke.image.layout.Destination;
import java.nio.file.Path;
import java.util.List;

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
        String path = output.get();
        if (path == null) {
            session.images().export(images.all(), archive(), session.output());
            return 0;
        }
        List<NamedImage> named = images.all().stream()
                .map(image -> session.images().find(image).named())
                .toList();
        destination(Path.of(path)).write(named);
        return 0;
    }

    private ArchiveFormat archive() {
        if (Terminals.isOutput()) {
            throw JukeException.usage("an archive is nothing for a terminal", "use -o FILE, or redirect the output");
        }
        return switch (format.or("oci-archive")) {
            case "oci-archive" -> ArchiveFormat.OCI;
            case "docker-archive" -> ArchiveFormat.DOCKER;
            case "oci-dir" ->
                throw JukeException.usage("a directory cannot be written to standard output", "use -o DIRECTORY");
            default -> throw unknownFormat();
        };
    }

    private Destination destination(Path path) {
        return switch (format.or("oci-archive")) {
            case "oci-archive" -> new Destination.Archive(path, ArchiveFormat.OCI);
            case "docker-archive" -> new Destination.Archive(path, ArchiveFormat.DOCKER);
            case "oci-dir" -> new Destination.Directory(path, "");
            default -> throw unknownFormat();
        };
    }

    private JukeException unknownFormat() {
        return JukeException.usage(
                "there is no format '" + format.or("") + "'", "use oci-archive, docker-archive or oci-dir");
    }
}
