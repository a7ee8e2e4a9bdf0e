/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.cli.command.Command;
import dev.juke.cli.command.Flag;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Values;
import dev.juke.cli.direct.Containers;
import dev.juke.image.store.Removal;
import java.util.Set;
import java.util.stream.Collectors;

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
        Set<String> used = usedImages(session);
        return each(images.all(), session, name -> {
            Removal removal = session.images()
                    .remove(name, force.given(), digest -> !force.given() && used.contains(digest.toString()));
            removal.untagged().forEach(gone -> session.output().line("Untagged: " + gone));
            removal.deleted().forEach(gone -> session.output().line("Deleted: " + gone));
        });
    }

    /** The manifests of the images that containers were made from. */
    static Set<String> usedImages(Session session) {
        return Containers.open(session.data()).list().stream()
                .map(container -> container.description().image().manifest())
                .collect(Collectors.toSet());
    }
}
