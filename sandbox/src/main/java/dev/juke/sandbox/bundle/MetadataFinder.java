/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.bundle;

import dev.juke.base.JukeException;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import dev.juke.unikernel.UruncJson;
import dev.juke.unikernel.guest.Guest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a container is a unikernel: {@code /urunc.json} in its rootfs, over it what is known from elsewhere (labels, the image's
 * manifest), and over all the annotations of its configuration, key by key. Annotations and labels are plain text; those that urunc 0.5
 * wrote in base64 are understood too.
 */
public final class MetadataFinder {
    private static final String ANNOTATIONS = "annotations";

    /** What CRI implementations call a pod's own container, which gets the pod's annotations and is never a unikernel. */
    private static final String CONTAINERD_TYPE = "io.kubernetes.cri.container-type";

    private static final String CRIO_TYPE = "io.kubernetes.cri-o.ContainerType";

    private MetadataFinder() {}

    /**
     * Values from one place, under their full keys; others are left alone.
     *
     * @param source what to call the place in messages
     */
    public record Layer(String source, Map<String, String> values) {
        /** Keeps a copy. */
        public Layer {
            values = Map.copyOf(values);
        }
    }

    /**
     * A unikernel, and which source won for each of its keys.
     *
     * @param sources by key: "annotations", a layer's source, or "/urunc.json"
     */
    public record Finding(Metadata metadata, Map<Key, String> sources) {
        /** Where everything comes from, in one line for a log. */
        public String line() {
            StringBuilder line = new StringBuilder();
            for (Map.Entry<Key, String> entry : sources.entrySet()) {
                line.append(line.isEmpty() ? "" : ", ")
                        .append(entry.getKey().fullName())
                        .append(" from ")
                        .append(entry.getValue());
            }
            return line.toString();
        }
    }

    /** The metadata of a bundle, or null when it is an ordinary container. */
    public static @Nullable Metadata find(Bundle bundle) {
        return find(bundle.rootfs(), bundle.annotations());
    }

    /** As {@link #find(Bundle)}, from a rootfs and annotations (or labels). */
    public static @Nullable Metadata find(Path rootfs, Map<String, String> annotations) {
        return merge(rootfs, annotations, List.of(), null);
    }

    /**
     * As {@link #find(Bundle)}, with values that the bundle does not have.
     *
     * @param layers stronger than {@code /urunc.json}, weaker than the bundle's annotations; the strongest first
     */
    public static @Nullable Finding find(Bundle bundle, List<Layer> layers) {
        Map<Key, String> sources = new EnumMap<>(Key.class);
        Metadata metadata = merge(bundle.rootfs(), bundle.annotations(), layers, sources);
        return metadata == null ? null : new Finding(metadata, sources);
    }

    /** Whether it is a pod's own container, which is never a unikernel, whatever else is said of it. */
    public static boolean isPodsOwn(Map<String, String> annotations) {
        return "sandbox".equals(annotations.get(CONTAINERD_TYPE)) || "sandbox".equals(annotations.get(CRIO_TYPE));
    }

    private static @Nullable Metadata merge(
            Path rootfs, Map<String, String> annotations, List<Layer> layers, @Nullable Map<Key, String> sources) {
        if (isPodsOwn(annotations)) {
            return null;
        }
        Map<Key, String> values = new EnumMap<>(Key.class);
        String all = "";
        Path file = RootfsPath.resolve(rootfs, UruncJson.PATH, UruncJson.PATH);
        boolean hasFile = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        if (hasFile) {
            all = put(read(file), UruncJson.PATH, all, values, sources);
        }
        for (int i = layers.size() - 1; i >= 0; i--) {
            Layer layer = layers.get(i);
            all = put(given(layer.values()), layer.source(), all, values, sources);
        }
        all = put(given(annotations), ANNOTATIONS, all, values, sources);
        // A stray key (an argument line, a mount point, the monitor that a pod names for all of its containers) makes
        // no unikernel.
        boolean meant = hasFile || values.containsKey(Key.UNIKERNEL_TYPE) || values.containsKey(Key.BINARY);
        return meant ? new Metadata(values, all.isEmpty() ? UruncJson.PATH : all) : null;
    }

    /** Puts the values of a source over the weaker ones, and returns the names of all sources so far. */
    private static String put(
            Map<Key, String> from,
            String source,
            String weaker,
            Map<Key, String> values,
            @Nullable Map<Key, String> sources) {
        if (from.isEmpty()) {
            return weaker;
        }
        for (Map.Entry<Key, String> entry : from.entrySet()) {
            values.put(entry.getKey(), entry.getValue());
            if (sources != null) {
                sources.put(entry.getKey(), source);
            }
        }
        return weaker.isEmpty() ? source : weaker + " and " + source;
    }

    /** The pairs that are ours and say something. */
    private static Map<Key, String> given(Map<String, String> all) {
        Map<Key, String> given = new EnumMap<>(Key.class);
        for (Map.Entry<String, String> entry : all.entrySet()) {
            Key key = Key.of(entry.getKey());
            if (key != null && !entry.getValue().isEmpty()) {
                given.put(key, entry.getValue());
            }
        }
        decodeOldStyle(given);
        return given;
    }

    private static Map<Key, String> read(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw JukeException.input(UruncJson.PATH + " is no regular file", "package it as one");
            }
            if (Files.size(file) > UruncJson.MAX_BYTES) {
                throw JukeException.input(
                        UruncJson.PATH + " has more than " + UruncJson.MAX_BYTES + " bytes", "it is no metadata");
            }
            return UruncJson.read(Files.readAllBytes(file), UruncJson.PATH);
        } catch (IOException e) {
            throw new JukeException(
                    JukeException.Category.INPUT, UruncJson.PATH + " cannot be read: " + e.getMessage(), "", e);
        }
    }

    /** urunc up to 0.5.0 wanted every annotation in base64: seen by a type that is a guest's name only when decoded. */
    private static void decodeOldStyle(Map<Key, String> given) {
        String type = given.get(Key.UNIKERNEL_TYPE);
        if (type == null || isGuest(type)) {
            return;
        }
        String decodedType = decode(type);
        if (decodedType == null || !isGuest(decodedType)) {
            return;
        }
        for (Map.Entry<Key, String> entry : given.entrySet()) {
            String decoded = decode(entry.getValue());
            if (decoded != null) {
                entry.setValue(decoded);
            }
        }
    }

    private static boolean isGuest(String name) {
        for (Guest guest : Guest.ALL) {
            if (guest.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String decode(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
