/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How a call begins: "Requests" of gRPC over HTTP/2 (grpc/doc/PROTOCOL-HTTP2.md). */
final class Request {
    /** Compressed flag and length. Bytes. */
    static final int PREFIX = 5;

    private Request() {}

    /** The header fields, in the order that the protocol wants. */
    static List<Header> headers(Call call) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header(":method", "POST"));
        headers.add(new Header(":scheme", "http"));
        headers.add(new Header(":path", "/" + call.method()));
        // What stands for a host where there is none, as on a UNIX socket.
        headers.add(new Header(":authority", "localhost"));
        headers.add(new Header("te", "trailers"));
        headers.add(new Header("grpc-timeout", Deadline.header(call.timeout())));
        headers.add(new Header("content-type", "application/grpc"));
        headers.add(new Header("user-agent", "juke"));
        for (Map.Entry<String, String> entry : call.metadata().entrySet()) {
            headers.add(new Header(entry.getKey(), entry.getValue()));
        }
        return headers;
    }

    /** A message with what stands before it: not compressed, the length. */
    static byte[] framed(byte[] message) {
        return ByteBuffer.allocate(PREFIX + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
    }
}
