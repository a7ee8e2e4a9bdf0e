/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import java.io.IOException;

/** The peer broke the rules of HTTP/2, or a limit of ours, in a way that ends the connection. */
final class Http2Exception extends IOException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    Http2Exception(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    /** What the peer is told in GOAWAY. */
    ErrorCode code() {
        return code;
    }
}
