/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;

/**
 * What a server answered.
 *
 * @param uri what it was asked for, after redirections
 * @param body read from the network; to be closed
 */
record Answer(URI uri, int status, HttpHeaders headers, InputStream body) implements AutoCloseable {
    /** A header, or the empty string. */
    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The challenges of a server that wants to know who asks. */
    List<Challenge> challenges() {
        return Challenge.parse(headers.allValues("WWW-Authenticate"));
    }

    /** The whole body, if it has no more than so many bytes. */
    byte[] content(int limit) throws IOException {
        byte[] bytes = body.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw JukeException.input(
                    Failure.place(uri) + " has more bytes than the limit of " + limit, "do not trust this registry");
        }
        return bytes;
    }

    /** An address in a header, as {@code Location}, relative to what was asked for. */
    URI location() {
        String location = header("Location");
        try {
            if (!location.isEmpty()) {
                return uri.resolve(location);
            }
        } catch (IllegalArgumentException e) {
            throw new JukeException(
                    JukeException.Category.INPUT,
                    Failure.place(uri) + ": the registry names a place that is no address",
                    "tell whoever runs the registry",
                    e);
        }
        throw JukeException.input(
                Failure.place(uri) + ": the registry names no place to go on (no Location with status " + status + ")",
                "tell whoever runs the registry");
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            // Nothing more is wanted of this connection.
            return;
        }
    }
}
