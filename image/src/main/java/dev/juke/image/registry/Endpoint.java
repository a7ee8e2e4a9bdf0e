/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a registry is served. TLS is spoken to all but this machine itself, unless the caller does without: then, what has no TLS is
 * spoken to without.
 *
 * @param host {@code HOST[:PORT]}
 */
record Endpoint(String host, boolean verify) {
    /** Whether a host, perhaps with a port, is this machine: {@code localhost}, 127.0.0.0/8 or {@code ::1}. */
    static boolean isLoopback(String host) {
        String name = host.replaceFirst(":[0-9]+$", "");
        return name.equals("localhost")
                || name.matches("127(\\.[0-9]{1,3}){3}")
                || name.equals("[::1]")
                || host.equals("::1");
    }

    /** Finds out how it is spoken to: the address of its API, {@code SCHEME://HOST[:PORT]/v2/}. */
    URI find(Http http) throws IOException {
        URI tls = URI.create("https://" + host + "/v2/");
        URI plain = URI.create("http://" + host + "/v2/");
        if (isLoopback(host)) {
            return speaks(http, plain) == null ? plain : tls;
        }
        if (verify) {
            return tls;
        }
        IOException failure = speaks(http, tls);
        if (failure == null) {
            return tls;
        }
        if (speaks(http, plain) == null) {
            return plain;
        }
        throw failure;
    }

    /** Null when a registry answers there; a server with TLS tells plain callers that their request is bad (400). */
    private static @Nullable IOException speaks(Http http, URI base) throws IOException {
        try (Answer answer = http.send(Ask.get(base))) {
            return answer.status() == 400 ? new IOException("it answers with status 400") : null;
        } catch (ConnectException | StalledException e) {
            // Nobody is there, or listens, whatever is spoken.
            throw e;
        } catch (IOException e) {
            return e;
        }
    }
}
