/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.container;

import dev.juke.cli.command.Command;
import dev.juke.cli.command.Flag;
import dev.juke.cli.command.Question;
import dev.juke.cli.command.Session;
import dev.juke.cli.direct.Containers;
import dev.juke.cli.direct.Life;
import dev.juke.cli.direct.StoredContainer;
import dev.juke.cli.text.Sizes;
import dev.juke.image.store.Removal;
import java.util.HashSet;
import java.util.Set;

/** {@code juke prune}. */
public final class Prune extends Command {
    private final Flag force = flag("Do not ask", "-f", "--force");

    /** Declares what {@code prune} takes. */
    public Prune() {
        examples("juke prune", "juke prune -f");
    }

    @Override
    public int run(Session session) {
        if (!force.given()
                && !Question.isAnsweredYes("Remove all ended containers, and all images without a name?", session)) {
            return 1;
        }
        Containers containers = Containers.open(session.data());
        Set<String> used = new HashSet<>();
        for (StoredContainer container : containers.list()) {
            if (container.life() instanceof Life.Ended) {
                containers.remove(container);
                session.output()
                        .line("Removed container: " + container.description().name());
            } else {
                used.add(container.description().image().manifest());
            }
        }
        Removal removal = session.images().prune(digest -> used.contains(digest.toString()));
        removal.deleted().forEach(gone -> session.output().line("Deleted image: " + gone));
        session.output().line("Freed by images: " + Sizes.words(removal.freed()));
        return 0;
    }
}
