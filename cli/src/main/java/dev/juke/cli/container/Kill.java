/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.container;

import dev.juke.cli.command.Command;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Value;
import dev.juke.cli.command.Values;
import dev.juke.cli.direct.Containers;
import dev.juke.cli.direct.Ending;
import dev.juke.cli.direct.Signal;

/** {@code juke kill}. */
public final class Kill extends Command {
    private final Value signal =
            value("SIGNAL", "TERM asks the guest to end, KILL ends it at once (KILL)", "-s", "--signal");
    private final Values containers = words("CONTAINER", true);

    /** Declares what {@code kill} takes. */
    public Kill() {
        examples("juke kill web", "juke kill -s TERM web");
    }

    @Override
    public int run(Session session) {
        Signal sent = Signal.parse(signal.or("KILL"));
        Containers all = Containers.open(session.data());
        return each(containers.all(), session, name -> {
            Ending.signal(all.find(name), sent);
            session.output().line(name);
        });
    }
}
