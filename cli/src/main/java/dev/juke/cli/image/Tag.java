/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.cli.command.Command;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Value;
import dev.juke.image.ImageName;

/** {@code juke tag}. */
public final class Tag extends Command {
    private final Value image = word("IMAGE");
    private final Value name = word("NAME[:TAG]");

    /** Declares what {@code tag} takes. */
    public Tag() {
        examples("juke tag hello ghcr.io/me/hello:1.0");
    }

    @Override
    public int run(Session session) {
        session.images().tag(image.or(""), ImageName.parse(name.or("")));
        return 0;
    }
}
