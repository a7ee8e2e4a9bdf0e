/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Flag;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Terminals;
import dev.juke.cli.command.Value;
import dev.juke.image.registry.CredentialStore;
import dev.juke.image.registry.Credentials;
import dev.juke.image.registry.Registry;
import dev.juke.image.registry.RegistryOptions;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code juke login}. The password comes on standard input alone: what stands on a command line, everybody can read. */
public final class Login extends Command {
    /** A longer password is none, bytes. */
    private static final int LONGEST = 64 << 10;

    private final Value user = value("USER", "The user's name", "-u", "--username");
    private final Flag fromInput = flag("As always: the password is read from standard input", "--password-stdin");
    private final Value verify = value("BOOL", RegistryFlags.VERIFY_TEXT, RegistryFlags.VERIFY);
    private final Value authFile = value("FILE", "Where to keep them ($REGISTRY_AUTH_FILE)", RegistryFlags.AUTH_FILE);
    private final Value registry = word("REGISTRY");

    /** Declares what {@code login} takes. */
    public Login() {
        absent(
                "a password on the command line can be read by everybody: give it on standard input",
                "-p",
                "--password");
        examples("juke login -u me ghcr.io <token.txt", "pass show hub | juke login -u me docker.io");
    }

    @Override
    public int run(Session session) {
        String name = user.get();
        if (name == null) {
            throw JukeException.usage(
                    "login: no user is given", "use -u USER, and give the password on standard input");
        }
        if (Terminals.isInput() && !fromInput.given()) {
            throw JukeException.usage(
                    "login: the password is read from standard input, and that is a terminal, which would show it",
                    "use a pipe or a file: juke login -u " + name + " REGISTRY <FILE");
        }
        RegistryOptions options =
                RegistryOptions.of(session.environment()).withVerify(RegistryFlags.isTrue(verify.or("true")));
        String file = authFile.get();
        if (file != null) {
            options = options.withAuthFile(file);
        }
        Credentials credentials = new Credentials(name, password(), false);
        String place = RegistryWord.of(registry.or(""));
        try (Registry registries = new Registry(options.with(credentials))) {
            registries.knock(place);
        }
        session.output()
                .line("Login succeeded; kept in "
                        + new CredentialStore(options.environment()).keep(place, credentials));
        return 0;
    }

    private static String password() {
        try (FileInputStream in = new FileInputStream(FileDescriptor.in)) {
            String text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).replaceFirst("\r?\n$", "");
            if (text.isEmpty()) {
                throw JukeException.usage("login: standard input gives no password", "use a pipe or a file");
            }
            return text;
        } catch (IOException e) {
            throw IoFailure.of("the password cannot be read from standard input", e);
        }
    }
}
