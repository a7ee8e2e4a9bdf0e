/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.JukeException;
import dev.juke.base.Progress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How registries are spoken to.
 *
 * @param environment the caller's: where credentials lie, proxies, certificates
 * @param progress is told of transfers
 * @param verify whether TLS and the server's certificate are insisted on. If not, plain HTTP is spoken to whoever knows nothing else
 * @param credentials given by the caller, instead of those that lie in files; null for these
 * @param patience how long a registry is waited for
 */
public record RegistryOptions(
        Map<String, String> environment,
        Progress progress,
        boolean verify,
        @Nullable Credentials credentials,
        Patience patience) {
    /** Keeps a copy of the environment. */
    public RegistryOptions {
        environment = Map.copyOf(environment);
    }

    /** What holds when nobody says otherwise. */
    public static RegistryOptions of(Map<String, String> environment) {
        String stall = environment.get(Patience.STALL_VARIABLE);
        Patience patience = stall == null ? Patience.DEFAULT : Patience.DEFAULT.withStall(seconds(stall));
        return new RegistryOptions(environment, Progress.SILENT, true, null, patience);
    }

    /** An environment may hold secrets, and is not shown. */
    @Override
    public String toString() {
        return "RegistryOptions[verify=" + verify + ", credentials=" + credentials + ", patience=" + patience + "]";
    }

    private static Duration seconds(String text) {
        try {
            return Duration.ofSeconds(Math.max(Integer.parseInt(text), 1));
        } catch (NumberFormatException e) {
            throw new JukeException(
                    JukeException.Category.USAGE,
                    Patience.STALL_VARIABLE + "='" + text + "' is no number of seconds",
                    "give a whole number",
                    e);
        }
    }

    /** The same with credentials of that file alone. */
    public RegistryOptions withAuthFile(String file) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put(CredentialStore.VARIABLE, file);
        return new RegistryOptions(changed, progress, verify, credentials, patience);
    }

    /** The same with another {@link #progress}. */
    public RegistryOptions with(Progress other) {
        return new RegistryOptions(environment, other, verify, credentials, patience);
    }

    /** The same with another {@link #verify}. */
    public RegistryOptions withVerify(boolean other) {
        return new RegistryOptions(environment, progress, other, credentials, patience);
    }

    /** The same with other {@link #credentials}. */
    public RegistryOptions with(@Nullable Credentials other) {
        return new RegistryOptions(environment, progress, verify, other, patience);
    }

    /** The same with another {@link #patience}. */
    public RegistryOptions with(Patience other) {
        return new RegistryOptions(environment, progress, verify, credentials, other);
    }
}
