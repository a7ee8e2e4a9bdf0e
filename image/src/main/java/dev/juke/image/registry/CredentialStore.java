/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.Program;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where credentials lie: {@code $REGISTRY_AUTH_FILE} alone if it is set; else Podman's {@code containers/auth.json} below
 * {@code $XDG_RUNTIME_DIR} (or {@code /run/containers/UID/auth.json}) and {@code $XDG_CONFIG_HOME}, then Docker's {@code config.json} in
 * {@code $DOCKER_CONFIG} or {@code ~/.docker}. The first that knows the registry is believed.
 */
public final class CredentialStore {
    /** The environment variable that names the one file to look into. */
    public static final String VARIABLE = "REGISTRY_AUTH_FILE";

    /** A helper may ask a person. */
    private static final Duration HELPER_LIMIT = Duration.ofMinutes(2);

    private static final String NOT_FOUND = "credentials not found";

    private final Map<String, String> environment;

    /** Looks where this environment says. */
    public CredentialStore(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The credentials for a repository, or null. */
    @Nullable
    Credentials find(String registry, String repository) {
        for (Path path : files()) {
            AuthFile file = AuthFile.read(path);
            String helper = file.helper(registry);
            Credentials credentials = helper == null ? null : ask(helper, AuthFile.key(registry));
            if (credentials == null) {
                credentials = file.find(registry, repository);
            }
            if (credentials != null) {
                return credentials;
            }
        }
        return null;
    }

    /** Keeps credentials for a registry; where they lie now. */
    public Path keep(String registry, Credentials credentials) {
        AuthFile file = AuthFile.read(own());
        file.write(registry, credentials);
        return file.path();
    }

    /** Forgets the credentials of a registry; where they lay, or null when none were kept. */
    public @Nullable Path forget(String registry) {
        AuthFile file = AuthFile.read(own());
        return file.write(registry, null) ? file.path() : null;
    }

    private List<Path> files() {
        String named = variable(VARIABLE);
        if (!named.isEmpty()) {
            return List.of(Path.of(named));
        }
        List<Path> files = new ArrayList<>(List.of(runtime()));
        String home = variable("HOME");
        String config = variable("XDG_CONFIG_HOME");
        if (!config.isEmpty() || !home.isEmpty()) {
            Path base = config.isEmpty() ? Path.of(home, ".config") : Path.of(config);
            files.add(base.resolve("containers/auth.json"));
        }
        String docker = variable("DOCKER_CONFIG");
        if (!docker.isEmpty() || !home.isEmpty()) {
            Path base = docker.isEmpty() ? Path.of(home, ".docker") : Path.of(docker);
            files.add(base.resolve("config.json"));
        }
        return files;
    }

    private Path runtime() {
        String directory = variable("XDG_RUNTIME_DIR");
        return directory.isEmpty()
                ? Path.of("/run/containers", uid(), "auth.json")
                : Path.of(directory, "containers/auth.json");
    }

    /** Where {@code login} writes: as Podman, and where that cannot be made, in the user's configuration. */
    private Path own() {
        List<Path> files = files();
        Path first = files.getFirst();
        Path parent = first.toAbsolutePath();
        while (parent != null && !Files.exists(parent)) {
            parent = parent.getParent();
        }
        boolean possible = parent != null && Files.isWritable(parent);
        return possible || files.size() == 1 ? first : files.get(1);
    }

    private static String uid() {
        try {
            return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            throw IoFailure.of("/proc/self cannot be looked at", e);
        }
    }

    private String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    /** Asks a helper (docker-credential-helpers, "get": an address on standard input, JSON on standard output). */
    private @Nullable Credentials ask(String helper, String key) {
        if (!helper.matches("[A-Za-z0-9._-]+")) {
            throw JukeException.input("'" + helper + "' is no name of a credential helper", "correct config.json");
        }
        String program = "docker-credential-" + helper;
        Program.Result result = new Program(List.of(program, "get"), environment)
                .run(
                        out -> out.write(key.getBytes(StandardCharsets.UTF_8)),
                        HELPER_LIMIT,
                        "install it, or remove it from config.json (credsStore, credHelpers)");
        if (result.code() != 0) {
            if (result.output().contains(NOT_FOUND) || result.error().contains(NOT_FOUND)) {
                return null;
            }
            throw JukeException.host(
                    program + " does not give the credentials for " + key + ": it ended with exit code "
                            + result.code(),
                    "call it yourself to see why: echo " + key + " | " + program + " get");
        }
        JsonObject json;
        try {
            json = Json.parseObject(result.output().getBytes(StandardCharsets.UTF_8), program);
        } catch (JukeException e) {
            // Not the cause's words: they might show a secret.
            throw JukeException.host(program + " answers something that is no JSON", "install another version of it");
        }
        String user = json.text("Username", "");
        String secret = json.text("Secret", "");
        if (secret.isEmpty()) {
            return null;
        }
        return new Credentials(user, secret, user.equals(Credentials.TOKEN_USER));
    }
}
