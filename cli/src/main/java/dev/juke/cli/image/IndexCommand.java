/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.base.JukeException;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Values;
import dev.juke.image.ImageName;
import dev.juke.image.store.StoredImage;
import java.util.List;

/** {@code juke index create}. */
public final class IndexCommand extends Command {
    private final Values tags = values("NAME[:TAG]", "What to call the new image", "-t", "--tag");
    private final Values words = words("create IMAGE", true);

    /** Declares what {@code index} takes. */
    public IndexCommand() {
        examples("juke index create -t ghcr.io/me/hello:1 hello:amd64 hello:arm64");
    }

    @Override
    public int run(Session session) {
        List<String> given = words.all();
        if (!given.getFirst().equals("create")) {
            throw JukeException.usage(
                    "index: '" + given.getFirst() + "' is nothing that can be done", "write juke index create …");
        }
        List<ImageName> names = tags.all().stream().map(ImageName::parse).toList();
        if (given.size() == 1 || names.isEmpty()) {
            throw JukeException.usage(
                    "index create: it takes a name and images", "write juke index create -t NAME IMAGE IMAGE…");
        }
        StoredImage made = session.images().join(given.subList(1, given.size()), names);
        session.output().line(made.root().digest().toString());
        return 0;
    }
}
