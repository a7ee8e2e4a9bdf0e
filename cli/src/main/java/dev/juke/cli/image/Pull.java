/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.base.JukeException;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Flag;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Value;
import dev.juke.cli.command.Values;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.Reference;
import dev.juke.image.registry.Registry;
import dev.juke.image.registry.RegistryOptions;
import dev.juke.image.registry.RemoteName;
import java.util.List;

/** {@code juke pull}. */
public final class Pull extends Command {
    private final Value platform =
            value("OS/ARCH", "Of an image for several platforms, the one to get (this machine's)", "--platform");
    private final Flag all = flag("Get an image for all its platforms", "--all-platforms");
    private final RegistryFlags flags = new RegistryFlags(
            value("BOOL", RegistryFlags.VERIFY_TEXT, RegistryFlags.VERIFY),
            value("USER:PASSWORD", RegistryFlags.CREDENTIALS_TEXT, RegistryFlags.CREDENTIALS),
            value("FILE", RegistryFlags.AUTH_FILE_TEXT, RegistryFlags.AUTH_FILE),
            value("HOW", RegistryFlags.PROGRESS_TEXT, RegistryFlags.PROGRESS));
    private final Values names = words("NAME[:TAG][@DIGEST]", true);

    /** Declares what {@code pull} takes. */
    public Pull() {
        examples(
                "juke pull harbor.nbfc.io/nubificus/urunc/hello-hvt-mirage:latest",
                "juke pull --platform linux/arm64 ghcr.io/me/hello",
                "juke pull --platform qemu/x86_64 index.unikraft.io/unikraft.org/nginx",
                "juke pull localhost:5000/hello:1");
    }

    @Override
    public int run(Session session) {
        RegistryOptions options = flags.options(session);
        String wanted = platform.get();
        Platform chosen = wanted == null ? Platform.host() : Platform.parse(wanted);
        List<Reference> references = names.all().stream().map(Pull::reference).toList();
        try (Registry registry = new Registry(options)) {
            for (Reference reference : references) {
                NamedImage found = all.given() ? registry.findAll(reference, chosen) : registry.find(reference, chosen);
                Platform actual = found.image().config().platform();
                if (wanted != null && !chosen.runs(actual)) {
                    throw JukeException.notFound(
                            "'" + reference + "' is for " + actual + " alone, not for " + chosen,
                            "leave --platform out, or name another image");
                }
                session.output().line(session.images().add(found).id().toString());
            }
        }
        return 0;
    }

    private static Reference reference(String name) {
        return RemoteName.parse(name.startsWith("docker://") ? name.substring("docker://".length()) : name);
    }
}
