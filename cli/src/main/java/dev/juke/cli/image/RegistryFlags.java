/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.base.JukeException;
import dev.juke.base.Progress;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Terminals;
import dev.juke.cli.command.Value;
import dev.juke.image.registry.Credentials;
import dev.juke.image.registry.RegistryOptions;

/**
 * The options of all commands that speak with registries, as Podman names them.
 *
 * @param verify {@code --tls-verify}
 * @param credentials {@code --creds}
 * @param authFile {@code --authfile}
 * @param progress {@code --progress}
 */
record RegistryFlags(Value verify, Value credentials, Value authFile, Value progress) {
    static final String VERIFY = "--tls-verify";
    static final String VERIFY_TEXT = "false: also without TLS, or with a certificate that nobody vouches for (true)";
    static final String CREDENTIALS = "--creds";
    static final String CREDENTIALS_TEXT = "Who asks; others on this machine can see it: juke login is safer";
    static final String AUTH_FILE = "--authfile";
    static final String AUTH_FILE_TEXT = "Where credentials lie ($REGISTRY_AUTH_FILE)";
    static final String PROGRESS = "--progress";
    static final String PROGRESS_TEXT = "auto (a bar on a terminal), plain (lines), json or quiet";

    RegistryOptions options(Session session) {
        RegistryOptions options = RegistryOptions.of(session.environment())
                .withVerify(isTrue(verify.or("true")))
                .with(Progress.of(progress.or("auto"), session.error(), Terminals.isError()));
        String file = authFile.get();
        if (file != null) {
            options = options.withAuthFile(file);
        }
        String given = credentials.get();
        return given == null ? options : options.with(Credentials.parse(given));
    }

    static boolean isTrue(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw JukeException.usage(VERIFY + "=" + text + " is neither true nor false", "say which");
        };
    }
}
