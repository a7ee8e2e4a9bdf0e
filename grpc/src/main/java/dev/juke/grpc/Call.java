/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import java.time.Duration;
import java.util.Map;

/**
 * What is called, apart from the message.
 *
 * @param method {@code package.Service/Method}
 * @param metadata further header fields, such as {@code containerd-namespace}: names in lower case, values of printable ASCII, none
 *     of those that gRPC gives a meaning
 * @param timeout how long to wait for the whole answer; the peer is told too
 */
public record Call(String method, Map<String, String> metadata, Duration timeout) {
    /** Checks the method and the metadata. */
    public Call {
        metadata = Map.copyOf(metadata);
        if (method.isEmpty() || !isText(method, '!')) {
            throw new IllegalArgumentException("no name of a method: '" + method + "'");
        }
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            if (!isName(entry.getKey()) || !isText(entry.getValue(), ' ')) {
                throw new IllegalArgumentException("no metadata: '" + entry.getKey() + ": " + entry.getValue() + "'");
            }
        }
    }

    /** "Custom-Metadata" of gRPC over HTTP/2, without the binary ones. */
    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!letter && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return !name.isEmpty() && !name.startsWith("grpc-") && !name.endsWith("-bin");
    }

    private static boolean isText(String text, char lowest) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < lowest || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
