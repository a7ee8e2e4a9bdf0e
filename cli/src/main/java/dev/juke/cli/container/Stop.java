/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.container;

import dev.juke.cli.command.Command;
import dev.juke.cli.command.Seconds;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Value;
import dev.juke.cli.command.Values;
import dev.juke.cli.direct.Containers;
import dev.juke.cli.direct.Ending;
import dev.juke.cli.direct.StoredContainer;
import java.time.Duration;

/** {@code juke stop}. */
public final class Stop extends Command {
    private final Value time = value("SECONDS", "How long to wait before force; -1 waits without end", "-t", "--time");
    private final Values containers = words("CONTAINER", true);

    /** Declares what {@code stop} takes. */
    public Stop() {
        examples("juke stop web", "juke stop -t 2 web 4f2a");
    }

    @Override
    public int run(Session session) {
        String given = time.get();
        Integer wanted = given == null ? null : Seconds.parse(given);
        Containers all = Containers.open(session.data());
        return each(containers.all(), session, name -> {
            StoredContainer container = all.find(name);
            int seconds = wanted == null ? container.description().options().stopSeconds() : wanted;
            Ending.stop(container, seconds < 0 ? null : Duration.ofSeconds(seconds));
            session.output().line(name);
        });
    }
}
