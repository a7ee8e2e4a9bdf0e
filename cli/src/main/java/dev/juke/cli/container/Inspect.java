/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.container;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Values;
import dev.juke.cli.direct.Containers;
import dev.juke.cli.direct.StoredContainer;
import dev.juke.image.store.StoredImage;
import java.util.List;

/** {@code juke inspect}. */
public final class Inspect extends Command {
    private final Values things = words("CONTAINER|IMAGE", true);

    /** Declares what {@code inspect} takes. */
    public Inspect() {
        examples("juke inspect web", "juke inspect hello:latest");
    }

    @Override
    public int run(Session session) {
        Containers containers = Containers.open(session.data());
        JsonArray list = new JsonArray();
        int status = each(things.all(), session, name -> {
            StoredContainer container = containers.lookup(name);
            if (container != null) {
                list.add(ContainerDetails.of(container));
                return;
            }
            List<StoredImage> images = session.images().all(name);
            if (images.isEmpty()) {
                throw JukeException.notFound(
                        "there is neither a container nor an image '" + name + "'", "see juke ps -a and juke images");
            }
            images.forEach(image -> list.add(ImageDetails.of(image)));
        });
        session.output().line(Json.writePretty(list));
        return status;
    }
}
