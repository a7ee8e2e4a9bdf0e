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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a container is a unikernel: {@code /urunc.json} in its rootfs, and over it, key by key, the annotations of its
 * configuration. Annotations are plain text; those that urunc 0.5 wrote in base64 are understood too.
 */
public final class MetadataFinder {
    private MetadataFinder() {}

    /** The metadata of a bundle, or null when it is an ordinary container. */
    public static @Nullable Metadata find(Bundle bundle) {
        return find(bundle.rootfs(), bundle.annotations());
    }

    /** As {@link #find(Bundle)}, from a rootfs and annotations (or labels). */
    public static @Nullable Metadata find(Path rootfs, Map<String, String> annotations) {
        Map<Key, String> given = new EnumMap<>(Key.class);
        for (Map.Entry<String, String> entry : annotations.entrySet()) {
            Key key = Key.of(entry.getKey());
            if (key != null && !entry.getValue().isEmpty()) {
                given.put(key, entry.getValue());
            }
        }
        decodeOldStyle(given);
        Map<Key, String> values = new EnumMap<>(Key.class);
        String source = "annotations";
        Path file = RootfsPath.resolve(rootfs, UruncJson.PATH, UruncJson.PATH);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Metadata packaged = read(file);
            values.putAll(packaged.values());
            source = given.isEmpty() ? UruncJson.PATH : UruncJson.PATH + " and annotations";
        }
        values.putAll(given);
        // A stray key (an argument line, a mount point) does not make a unikernel of a container.
        boolean meant = values.containsKey(Key.UNIKERNEL_TYPE)
                || values.containsKey(Key.HYPERVISOR)
                || values.containsKey(Key.BINARY);
        return meant ? new Metadata(values, source) : null;
    }

    private static Metadata read(Path file) {
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
