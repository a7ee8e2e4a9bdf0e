/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.base.JukeException;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Value;
import dev.juke.cli.command.Values;
import dev.juke.image.Descriptor;
import dev.juke.image.Digest;
import dev.juke.image.ImageName;
import dev.juke.image.NamedImage;
import dev.juke.image.Reference;
import dev.juke.image.layout.Destination;
import dev.juke.image.registry.Registry;
import dev.juke.image.registry.RegistryOptions;
import dev.juke.image.registry.RemoteName;
import dev.juke.image.store.StoredImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** {@code juke push}. */
public final class Push extends Command {
    private final RegistryFlags flags = new RegistryFlags(
            value("BOOL", RegistryFlags.VERIFY_TEXT, RegistryFlags.VERIFY),
            value("USER:PASSWORD", RegistryFlags.CREDENTIALS_TEXT, RegistryFlags.CREDENTIALS),
            value("FILE", RegistryFlags.AUTH_FILE_TEXT, RegistryFlags.AUTH_FILE),
            value("HOW", RegistryFlags.PROGRESS_TEXT, RegistryFlags.PROGRESS));
    private final Value image = word("IMAGE");
    private final Values destination = words("DESTINATION", false);

    /** Declares what {@code push} takes. */
    public Push() {
        examples(
                "juke push ghcr.io/me/hello:1.0",
                "juke push hello localhost:5000/hello:1",
                "juke push hello containerd:k8s.io",
                "juke push hello docker-daemon:");
    }

    @Override
    public int run(Session session) {
        RegistryOptions options = flags.options(session);
        if (destination.all().size() > 1) {
            throw JukeException.usage(
                    "push: there are more words than IMAGE and DESTINATION", "see 'juke push --help'");
        }
        NamedImage found = session.images().find(image.or("")).named();
        String where =
                destination.all().isEmpty() ? image.or("") : destination.all().getFirst();
        if (isOtherPlace(where)) {
            Destination.parse(where, options).write(found);
            return 0;
        }
        Reference target = target(where, found);
        Map<Digest, SortedSet<String>> holders = holders(session.images().list(), target.name());
        try (Registry registry = new Registry(options)) {
            Digest digest =
                    registry.push(found, target, blob -> List.copyOf(holders.getOrDefault(blob, new TreeSet<>())));
            session.output().line(digest.toString());
        }
        return 0;
    }

    /** Whether a word begins with the kind of a place; a registry's name may have a colon, too. */
    private static boolean isOtherPlace(String where) {
        String kind = where.substring(0, Math.max(where.indexOf(':'), 0));
        return List.of("oci", "oci-archive", "docker-archive", "docker-daemon", "containerd")
                .contains(kind);
    }

    /** Where to: the word, else the name that the image has. An image that is named by its id has none. */
    private static Reference target(String where, NamedImage found) {
        String name = where.replaceFirst("^(docker://|registry:)", "");
        Reference reference = Reference.parseOrNull(name);
        boolean named = reference != null && found.names().stream().anyMatch(own -> own.equals(reference.name()));
        if (reference != null
                && !named
                && RemoteName.isLocal(reference.name())
                && !found.names().isEmpty()) {
            // Docker Hub's image under its short name, as `juke run` takes it.
            ImageName own = found.names().getFirst();
            boolean meant = ImageName.candidates(name).contains(own);
            return RemoteName.check(meant ? new Reference(own, null, true) : reference);
        }
        return RemoteName.check(Reference.parse(name));
    }

    /** Which repositories of the same registry may have a blob already: those whose names other images of this store have. */
    private static Map<Digest, SortedSet<String>> holders(List<StoredImage> images, ImageName target) {
        Map<Digest, SortedSet<String>> holders = new HashMap<>();
        for (StoredImage stored : images) {
            ImageName name = stored.name();
            if (name != null
                    && name.registry().equals(target.registry())
                    && !name.path().equals(target.path())) {
                for (Descriptor part : stored.named().parts()) {
                    holders.computeIfAbsent(part.digest(), digest -> new TreeSet<>())
                            .add(name.path());
                }
            }
        }
        return holders;
    }
}
