/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.container;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Flag;
import dev.juke.cli.command.OutputFormat;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Value;
import dev.juke.cli.command.Values;
import dev.juke.cli.direct.Container;
import dev.juke.cli.direct.Containers;
import dev.juke.cli.direct.Life;
import dev.juke.cli.direct.StoredContainer;
import dev.juke.cli.text.Ago;
import dev.juke.cli.text.Table;
import java.time.Duration;
import java.time.Instant;

/** {@code juke ps}. */
public final class Ps extends Command {
    private static final int COMMAND_WIDTH = 20;

    private final Flag all = flag("Show those too that are not running", "-a", "--all");
    private final Flag quiet = flag("Show ids only", "-q", "--quiet");
    private final Flag whole = flag("Show ids and commands in full length", "--no-trunc");
    private final Value format = value("FORMAT", "table or json: an object a line", "--format");
    private final Values filters = values("KEY=VALUE", "Show those only: name=PART, status=WORD", "--filter");

    /** Declares what {@code ps} takes. */
    public Ps() {
        examples("juke ps", "juke ps -a --filter status=exited", "juke ps -a --format json");
    }

    @Override
    public int run(Session session) {
        boolean json = OutputFormat.isJson(format);
        PsFilter filter = PsFilter.parse(filters.all());
        Instant now = Instant.now();
        Table table = new Table("CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES");
        for (StoredContainer container : Containers.open(session.data()).list()) {
            Life life = container.life();
            boolean shown = all.given() || filter.asksForStatus() || life instanceof Life.Alive;
            if (!shown || !filter.accepts(container.description().name(), life)) {
                continue;
            }
            String[] cells = cells(container.description(), life, now);
            if (quiet.given()) {
                session.output().line(cells[0]);
            } else if (json) {
                session.output().line(Json.write(json(cells, container.description(), life)));
            } else {
                table.row(cells);
            }
        }
        if (!quiet.given() && !json) {
            session.output().print(table.text());
        }
        return 0;
    }

    private String[] cells(Container container, Life life, Instant now) {
        String command = "\"" + String.join(" ", container.arguments()) + "\"";
        boolean ended = life instanceof Life.Ended;
        return new String[] {
            whole.given() ? container.id().hex() : container.id().shortHex(),
            container.image().reference(),
            whole.given() ? command : Table.shortened(command, COMMAND_WIDTH),
            Ago.words(Duration.between(container.created(), now)) + " ago",
            Status.of(life, now),
            ended ? "" : Ports.words(container.forwards()),
            container.name()
        };
    }

    private static JsonObject json(String[] cells, Container container, Life life) {
        return new JsonObject()
                .put("ID", cells[0])
                .put("Image", cells[1])
                .put("Command", cells[2])
                .put("CreatedAt", container.created().toString())
                .put("RunningFor", cells[3])
                .put("State", life.word())
                .put("Status", cells[4])
                .put("Ports", cells[5])
                .put("Names", cells[6]);
    }
}
