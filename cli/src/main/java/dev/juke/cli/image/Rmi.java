/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.cli.command.Command;
import dev.juke.cli.command.Flag;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Values;
import dev.juke.cli.direct.Container;
import dev.juke.cli.direct.Containers;
import dev.juke.cli.direct.StoredContainer;
import dev.juke.image.Digest;
import dev.juke.image.store.Removal;
import java.util.List;

/** {@code juke rmi}. */
public final class Rmi extends Command {
    private final Flag force =
            flag("Remove an image with all its names, and though containers use it", "-f", "--force");
    private final Values images = words("IMAGE", true);

    /** Declares what {@code rmi} takes. */
    public Rmi() {
        examples("juke rmi hello", "juke rmi -f 3f1b2c");
    }

    @Override
    public int run(Session session) {
        List<Container> containers = Containers.open(session.data()).list().stream()
                .map(StoredContainer::description)
                .toList();
        return each(images.all(), session, name -> {
            Removal removal = session.images()
                    .remove(name, force.given(), digest -> force.given() ? List.of() : users(digest, containers));
            removal.untagged().forEach(gone -> session.output().line("Untagged: " + gone));
            removal.deleted().forEach(gone -> session.output().line("Deleted: " + gone));
        });
    }

    /** The names of the containers that were made from an image. */
    private static List<String> users(Digest manifest, List<Container> containers) {
        return containers.stream()
                .filter(container -> container.image().manifest().equals(manifest.toString()))
                .map(Container::name)
                .toList();
    }
}
