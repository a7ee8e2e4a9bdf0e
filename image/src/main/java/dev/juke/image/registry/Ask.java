/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a server.
 *
 * @param headers without those that a connection has of its own
 * @param body what is sent along; null for nothing
 */
record Ask(
        String method,
        URI uri,
        Map<String, String> headers,
        @Nullable Body body) {
    Ask {
        headers = Map.copyOf(headers);
    }

    /** What is sent along. */
    interface Body {
        /** How much it is, in bytes. */
        long length();

        /** Its bytes, from their beginning, each time. */
        InputStream open() throws IOException;
    }

    static Ask get(URI uri) {
        return new Ask("GET", uri, Map.of(), null);
    }

    static Ask head(URI uri) {
        return new Ask("HEAD", uri, Map.of(), null);
    }

    static Ask post(URI uri) {
        return new Ask("POST", uri, Map.of(), null);
    }

    /** Small content, which is replaced when it is sent twice. */
    static Ask put(URI uri, String type, byte[] content) {
        return new Ask("PUT", uri, Map.of("Content-Type", type), of(content));
    }

    /** A form, for a server of tokens. */
    static Ask form(URI uri, String form) {
        byte[] content = form.getBytes(StandardCharsets.UTF_8);
        return new Ask("POST", uri, Map.of("Content-Type", "application/x-www-form-urlencoded"), of(content));
    }

    /** A blob, or a part of one. */
    static Ask upload(String method, URI uri, Body body) {
        return new Ask(method, uri, Map.of("Content-Type", "application/octet-stream"), body);
    }

    Ask with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Ask(method, uri, more, body);
    }

    /** The same, asked of another place; without what was meant for the first alone when that is another server. */
    Ask redirected(URI target) {
        Map<String, String> kept = new LinkedHashMap<>(headers);
        if (!Http.sameServer(uri, target)) {
            kept.remove("Authorization");
        }
        return new Ask(method, target, kept, body);
    }

    static Body of(byte[] content) {
        return new Body() {
            @Override
            public long length() {
                return content.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(content);
            }
        };
    }
}
