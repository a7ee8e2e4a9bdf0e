/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.base.JukeException;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Value;
import dev.juke.image.registry.CredentialStore;
import dev.juke.image.registry.RegistryOptions;
import java.nio.file.Path;

/** {@code juke logout}. */
public final class Logout extends Command {
    private final Value authFile = value("FILE", RegistryFlags.AUTH_FILE_TEXT, RegistryFlags.AUTH_FILE);
    private final Value registry = word("REGISTRY");

    /** Declares what {@code logout} takes. */
    public Logout() {
        examples("juke logout ghcr.io");
    }

    @Override
    public int run(Session session) {
        RegistryOptions options = RegistryOptions.of(session.environment());
        String file = authFile.get();
        if (file != null) {
            options = options.withAuthFile(file);
        }
        String place = RegistryWord.of(registry.or(""));
        Path kept = new CredentialStore(options.environment()).forget(place);
        if (kept == null) {
            throw JukeException.notFound(
                    "no credentials for " + place + " are kept by juke or podman",
                    "those of Docker's own file are removed with docker logout");
        }
        session.output().line("Removed from " + kept);
        return 0;
    }
}
