/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.JukeException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What a registry lets someone in for. Never shown: {@link #toString()} says only whose they are.
 *
 * @param user the user's name
 * @param secret the password, or the identity token
 * @param isToken whether the secret is an identity token (an OAuth 2 refresh token), which is good for fetching tokens and nothing else
 */
public record Credentials(String user, String secret, boolean isToken) {
    /** The name that credential helpers give when the secret is an identity token. */
    static final String TOKEN_USER = "<token>";

    /** Reads {@code USER:PASSWORD}. */
    public static Credentials parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw JukeException.usage("the credentials lack a user or a password", "write USER:PASSWORD");
        }
        return new Credentials(text.substring(0, colon), text.substring(colon + 1), false);
    }

    /** As {@code Authorization} has it (RFC 7617), without the word {@code Basic}. */
    String basic() {
        return Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "credentials of " + user;
    }
}
