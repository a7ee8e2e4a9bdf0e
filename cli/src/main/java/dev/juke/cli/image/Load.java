/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.base.JukeException;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Terminals;
import dev.juke.cli.command.Value;
import dev.juke.image.ImageName;
import dev.juke.image.store.StoredImage;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.nio.file.Path;
import java.util.List;

/** {@code juke load}. */
public final class Load extends Command {
    private final Value input =
            value("PATH", "An archive or a directory in OCI layout (standard input)", "-i", "--input");

    /** Declares what {@code load} takes. */
    public Load() {
        examples("juke load -i hello.tar", "docker save hello | juke load");
    }

    @Override
    public int run(Session session) {
        String path = input.get();
        for (StoredImage image : path == null ? read(session) : session.images().load(Path.of(path))) {
            ImageName name = image.name();
            session.output().line(name == null ? "Loaded image ID: " + image.id() : "Loaded image: " + name);
        }
        return 0;
    }

    private static List<StoredImage> read(Session session) {
        if (Terminals.isInput()) {
            throw JukeException.usage("no archive is given: standard input is a terminal", "use -i FILE, or a pipe");
        }
        return session.images().load(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
    }
}
