/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.JukeException;
import dev.juke.image.ImageName;
import dev.juke.image.Reference;

/** Names of images in registries. */
public final class RemoteName {
    private static final String HUB = "docker.io";

    private RemoteName() {}

    /** Reads a name that is to be looked up in a registry; one without registry is Docker Hub's. */
    public static Reference parse(String text) {
        Reference reference = Reference.parse(text);
        return isLocal(reference.name()) && !text.startsWith("localhost/")
                ? Reference.parse(HUB + "/" + text)
                : check(reference);
    }

    /** Whether a name is one of this machine alone. */
    public static boolean isLocal(ImageName name) {
        return name.registry().equals("localhost");
    }

    /** The same reference, if a registry can have it. */
    public static Reference check(Reference reference) {
        String registry = reference.name().registry();
        if (registry.matches(".*:[0-9]+") && Integer.parseInt(registry.replaceFirst(".*:", "")) > 65_535) {
            throw JukeException.usage("'" + registry + "' has no port below 65536", "write HOST:PORT");
        }
        if (isLocal(reference.name())) {
            String name = reference.name().repository();
            throw JukeException.usage(
                    "'" + reference + "' names no registry: it is this machine's own name",
                    "write REGISTRY/" + name + ", docker.io/library/" + name + " for Docker Hub, or localhost:PORT/"
                            + name + " for a registry here");
        }
        return reference;
    }

    /** Where the registry of that name is served: {@code HOST[:PORT]}. */
    static String host(String registry) {
        return registry.equals(HUB) ? "registry-1.docker.io" : registry;
    }
}
