/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import dev.juke.base.JukeException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a person calls an image, by the grammar of the distribution project's {@code reference} package. A name without registry is one
 * of this machine, as in Podman: {@code hello}, {@code hello:latest} and {@code localhost/hello} are one name, shown as
 * {@code hello:latest} and told to other tools as {@code localhost/hello:latest}. Docker Hub's {@code docker.io/library/hello} is another.
 *
 * @param registry the registry's host and perhaps port; {@code localhost} when none is given
 * @param path the repository there: {@code hello}, {@code library/hello}
 * @param tag the tag; {@code latest} when none is given
 */
public record ImageName(String registry, String path, String tag) implements Comparable<ImageName> {
    private static final String LOCAL = "localhost";
    private static final String DOCKER_HUB = "docker.io";
    private static final String OFFICIAL = "library/";

    /** Longest repository with its registry, in characters. */
    private static final int MAX_LENGTH = 255;

    private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*");
    private static final String LABEL = "[a-zA-Z0-9]+(?:-+[a-zA-Z0-9]+)*";
    private static final Pattern REGISTRY =
            Pattern.compile("(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-fA-F0-9:]+])(?::[0-9]{1,5})?");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    /** Reads a name that a person wrote. */
    public static ImageName parse(String text) {
        if (text.contains("@")) {
            throw malformed(text, "it names a digest", "name it by tag: NAME[:TAG]");
        }
        if (text.length() > MAX_LENGTH + 129) {
            throw malformed(text.substring(0, 40) + "…", "it is too long", "use at most " + MAX_LENGTH + " characters");
        }
        int colon = text.indexOf(':', text.lastIndexOf('/') + 1);
        String tag = colon < 0 ? "latest" : text.substring(colon + 1);
        String name = colon < 0 ? text : text.substring(0, colon);
        if (!TAG.matcher(tag).matches()) {
            throw malformed(
                    text,
                    "'" + tag + "' is no tag",
                    "a tag has at most 128 letters, digits, '_', '.' and '-', and begins with none of the last two");
        }
        boolean hasRegistry = beginsWithRegistry(name);
        String registry = hasRegistry ? name.substring(0, name.indexOf('/')) : LOCAL;
        String path = hasRegistry ? name.substring(registry.length() + 1) : name;
        checkPath(text, path);
        if (registry.equals("index.docker.io")) {
            registry = DOCKER_HUB;
        }
        if (!REGISTRY.matcher(registry).matches() || name.length() > MAX_LENGTH) {
            throw malformed(text, "'" + registry + "' is no registry", "a registry is HOST[:PORT]");
        }
        return new ImageName(registry, path, tag).whole();
    }

    /** Docker Hub's images without a user's name are those of the user {@code library}. */
    private ImageName whole() {
        boolean official = registry.equals(DOCKER_HUB) && !path.contains("/");
        return official ? new ImageName(registry, OFFICIAL + path, tag) : this;
    }

    /**
     * All that a person can mean who wants an image that is there, the likeliest first: without registry the name may be of this machine
     * or of Docker Hub. Empty when it is no name.
     */
    public static List<ImageName> candidates(String text) {
        ImageName name = parseOrNull(text);
        if (name == null) {
            return List.of();
        }
        return beginsWithRegistry(text)
                ? List.of(name)
                : List.of(name, new ImageName(DOCKER_HUB, name.path, name.tag).whole());
    }

    /** Reads a name that a program wrote into an archive, or nothing when it is none. */
    public static @Nullable ImageName parseOrNull(String text) {
        try {
            return parse(text);
        } catch (JukeException e) {
            return null;
        }
    }

    /** Docker's rule for what stands before the first slash: a registry has a dot, a colon or a capital, or is localhost. */
    private static boolean beginsWithRegistry(String name) {
        String first = name.substring(0, Math.max(name.indexOf('/'), 0));
        return first.contains(".")
                || first.contains(":")
                || first.equals(LOCAL)
                || !first.equals(first.toLowerCase(Locale.ROOT));
    }

    private static void checkPath(String text, String path) {
        for (String component : path.split("/", -1)) {
            if (!COMPONENT.matcher(component).matches()) {
                throw malformed(
                        text,
                        component.isEmpty() ? "a part of it is empty" : "'" + component + "' is not allowed in it",
                        "use lower-case letters and digits, with single '.', '_', '__' or '-' between them: NAME[:TAG]");
            }
        }
    }

    private static JukeException malformed(String text, String why, String hint) {
        return JukeException.usage("'" + text + "' is no image name: " + why, hint);
    }

    /** The name without tag, short as a person would write it: {@code hello}, {@code ghcr.io/a/b}. */
    public String repository() {
        return registry.equals(LOCAL) && !beginsWithRegistry(path) ? path : registry + "/" + path;
    }

    /** The name with everything in it, as other tools know the image: {@code localhost/hello:latest}. */
    public String full() {
        return registry + "/" + path + ":" + tag;
    }

    // By hand: what the compiler makes for a record costs its first call 11 ms, and `juke run` makes one call.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ImageName name
                && registry.equals(name.registry)
                && path.equals(name.path)
                && tag.equals(name.tag);
    }

    @Override
    public int hashCode() {
        return (registry.hashCode() * 31 + path.hashCode()) * 31 + tag.hashCode();
    }

    @Override
    public int compareTo(ImageName other) {
        return toString().compareTo(other.toString());
    }

    /** The name as it is shown and stored: {@code hello:latest}. */
    @Override
    public String toString() {
        return repository() + ":" + tag;
    }
}
