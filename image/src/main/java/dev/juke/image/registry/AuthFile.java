/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file with credentials, as Docker ({@code config.json}) and Podman ({@code auth.json}, containers-auth.json(5)) share it:
 * {@code auths} holds them itself, {@code credHelpers} and {@code credsStore} name programs that do.
 *
 * @param json the whole file; an empty object when there is none
 */
record AuthFile(Path path, JsonObject json) {
    /** A larger file is refused, bytes. */
    private static final long LIMIT = 4 << 20;

    private static final String HUB_KEY = "https://index.docker.io/v1/";

    static AuthFile read(Path path) {
        if (!Files.exists(path)) {
            return new AuthFile(path, new JsonObject());
        }
        try {
            return new AuthFile(path, Json.readObject(path, "credentials file", LIMIT));
        } catch (JukeException e) {
            // A message on what stands in it might show it.
            throw new JukeException(
                    e.category(),
                    "credentials file " + path + " cannot be read: it is no readable JSON",
                    "correct it",
                    e);
        }
    }

    /** The key that Docker has always used for its Hub; any other registry's is its name. */
    static String key(String registry) {
        return registry.equals("docker.io") ? HUB_KEY : registry;
    }

    /** The program that knows this registry's credentials, {@code docker-credential-NAME}; null when none is named. */
    @Nullable
    String helper(String registry) {
        JsonObject helpers = json.object("credHelpers");
        String own = helpers == null ? null : helpers.text(registry);
        if (own == null && helpers != null) {
            own = helpers.text(key(registry));
        }
        String store = json.text("credsStore", "");
        return own == null ? (store.isEmpty() ? null : store) : own;
    }

    /** The credentials that stand here for a repository, the longest key first: {@code HOST/a/b}, {@code HOST/a}, {@code HOST}. */
    @Nullable
    Credentials find(String registry, String repository) {
        JsonObject auths = json.object("auths");
        if (auths == null) {
            return null;
        }
        for (String wanted : keys(registry, repository)) {
            for (String key : auths.names()) {
                JsonObject entry = normal(key).equals(wanted) ? auths.object(key) : null;
                Credentials credentials = entry == null ? null : credentials(entry);
                if (credentials != null) {
                    return credentials;
                }
            }
        }
        return null;
    }

    private static List<String> keys(String registry, String repository) {
        List<String> keys = new ArrayList<>();
        String rest = repository;
        while (!rest.isEmpty()) {
            keys.add(registry + "/" + rest);
            rest = rest.substring(0, Math.max(rest.lastIndexOf('/'), 0));
        }
        keys.add(registry);
        return keys;
    }

    /** Docker writes its keys as addresses, with and without a version of the API. */
    private static String normal(String key) {
        String name = key.replaceFirst("^https?://", "");
        boolean address = !name.equals(key);
        if (address || name.matches("[^/]+/(v[12]/?)?")) {
            name = name.replaceFirst("/.*", "");
        }
        return name.replaceFirst("^(index|registry-1)\\.docker\\.io(?=/|$)", "docker.io");
    }

    private @Nullable Credentials credentials(JsonObject entry) {
        String token = entry.text("identitytoken", "");
        String auth = entry.text("auth", "");
        if (auth.isEmpty()) {
            String user = entry.text("username", "");
            if (!token.isEmpty()) {
                return new Credentials(user, token, true);
            }
            return user.isEmpty() ? null : new Credentials(user, entry.text("password", ""), false);
        }
        String plain;
        try {
            plain = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            plain = "";
        }
        // Docker for Windows ends the password with NULs.
        String trimmed = plain.replaceFirst("\0+$", "");
        int colon = trimmed.indexOf(':');
        if (colon < 0) {
            throw JukeException.input(
                    "credentials file " + path + ": an 'auth' is not base64 of USER:PASSWORD",
                    "log in again: juke login REGISTRY");
        }
        String user = trimmed.substring(0, colon);
        return token.isEmpty()
                ? new Credentials(user, trimmed.substring(colon + 1), false)
                : new Credentials(user, token, true);
    }

    /** Keeps credentials for a registry; null removes them. Whether anything changed. */
    boolean write(String registry, @Nullable Credentials credentials) {
        JsonObject changed = json.copy();
        JsonObject auths = changed.objectOrNew("auths");
        boolean known = false;
        for (String key : List.copyOf(auths.names())) {
            if (normal(key).equals(registry)) {
                auths.remove(key);
                known = true;
            }
        }
        if (credentials != null) {
            auths.put(registry, new JsonObject().put("auth", credentials.basic()));
        }
        if (known || credentials != null) {
            replace(changed);
        }
        return known;
    }

    private void replace(JsonObject content) {
        try {
            // What is a link stays one.
            Path file = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
            Path directory = Files.createDirectories(file.resolveSibling("").toAbsolutePath());
            // Readable for its owner alone from the first moment.
            Path temporary = Files.createTempFile(
                    directory,
                    ".auth",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(temporary, Json.writePretty(content) + "\n");
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw IoFailure.of("credentials file " + path + " cannot be written", e);
        }
    }
}
