/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.container;

import dev.juke.base.JukeException;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Flag;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Values;
import dev.juke.cli.direct.Containers;
import dev.juke.cli.direct.Ending;
import dev.juke.cli.direct.Life;
import dev.juke.cli.direct.StoredContainer;

/** {@code juke rm}. */
public final class Rm extends Command {
    private final Flag force = flag("Kill a container that is running; be content when there is none", "-f", "--force");
    private final Values containers = words("CONTAINER", true);

    /** Declares what {@code rm} takes. */
    public Rm() {
        examples("juke rm web", "juke rm -f $(juke ps -aq)");
    }

    @Override
    public int run(Session session) {
        Containers all = Containers.open(session.data());
        return each(containers.all(), session, name -> {
            StoredContainer container = force.given() ? all.lookup(name) : all.find(name);
            if (container != null) {
                remove(all, container);
                session.output().line(name);
            }
        });
    }

    private void remove(Containers all, StoredContainer container) {
        if (force.given()) {
            Ending.kill(container);
        } else if (container.life() instanceof Life.Alive) {
            String name = container.description().name();
            throw JukeException.conflict("container " + name + " is running", "stop it first, or use --force");
        }
        all.remove(container);
    }
}
