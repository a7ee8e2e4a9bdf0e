/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.container;

import dev.juke.cli.command.Command;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Values;
import dev.juke.cli.direct.Containers;
import dev.juke.cli.direct.Life;
import dev.juke.cli.direct.RecordFile;

/** {@code juke wait}. */
public final class Wait extends Command {
    private final Values containers = words("CONTAINER", true);

    /** Declares what {@code wait} takes. */
    public Wait() {
        examples("juke wait web");
    }

    @Override
    public int run(Session session) {
        Containers all = Containers.open(session.data());
        return each(containers.all(), session, name -> {
            // Opened before the end: the record can be read even if the container is removed with it.
            try (RecordFile record = all.find(name).openRecord()) {
                session.output().line(Integer.toString(code(record)));
                session.output().flush();
            }
        });
    }

    private static int code(RecordFile record) {
        Life life = record.life();
        while (life instanceof Life.Alive) {
            record.awaitEnd();
            life = record.life();
        }
        return switch (life) {
            case Life.Ended ended -> ended.code();
            // As Docker: what was never started is not running.
            case Life.Created _, Life.Alive _ -> 0;
        };
    }
}
