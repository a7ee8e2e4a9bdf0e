/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.container;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Flag;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Value;
import dev.juke.cli.direct.Containers;
import dev.juke.cli.direct.StoredContainer;
import java.io.FileNotFoundException;
import java.io.IOException;

/** {@code juke logs}. */
public final class Logs extends Command {
    private final Flag follow = flag("Go on until the container ends", "-f", "--follow");
    private final Value tail = value("LINES", "Begin that many lines before the end (all)", "-n", "--tail");
    private final Value container = word("CONTAINER");

    /** Declares what {@code logs} takes. */
    public Logs() {
        examples("juke logs web", "juke logs -f --tail 20 web");
    }

    @Override
    public int run(Session session) {
        StoredContainer found = Containers.open(session.data()).find(container.or(""));
        try (ConsoleLog log = ConsoleLog.open(found)) {
            log.skipTo(lines());
            if (follow.given()) {
                log.follow(session.output());
            } else {
                log.copy(session.output());
            }
        } catch (FileNotFoundException e) {
            // Nothing was started yet, so nothing was said.
            return 0;
        } catch (IOException e) {
            throw IoFailure.of("the log of container " + container.or("") + " cannot be read", e);
        }
        return 0;
    }

    /** How many lines are wanted; below 0 for all. */
    private long lines() {
        String text = tail.or("all");
        if (text.equals("all")) {
            return -1;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new JukeException(
                    JukeException.Category.USAGE, "'" + text + "' is no number of lines", "write a number, or all", e);
        }
    }
}
