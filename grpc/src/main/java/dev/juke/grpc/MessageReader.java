/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import dev.juke.ttrpc.Code;
import dev.juke.ttrpc.StatusException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** Puts messages together from data as it arrives: "Length-Prefixed-Message" of gRPC over HTTP/2. */
final class MessageReader {
    /** A longer message is refused. Bytes. */
    static final int LARGEST = 16 * 1024 * 1024;
    /** What is reserved at first: a length is just a claim. Bytes. */
    private static final int FIRST = 64 * 1024;

    private final Consumer<byte[]> each;
    private final byte[] prefix = new byte[Request.PREFIX];
    private byte[] message = new byte[0];
    /** How much of prefix and message is there. Bytes. */
    private int have;

    private int length;

    /** Makes one that gives every whole message away. */
    MessageReader(Consumer<byte[]> each) {
        this.each = each;
    }

    /** Takes more data. */
    void take(Stream.Chunk chunk) {
        int at = chunk.from();
        while (at < chunk.to()) {
            if (have < prefix.length) {
                prefix[have++] = chunk.bytes()[at++];
                if (have == prefix.length) {
                    begin();
                }
            } else {
                int size = Math.min(chunk.to() - at, length - (have - prefix.length));
                append(chunk.bytes(), at, size);
                at += size;
            }
            if (have == prefix.length + length && have >= prefix.length) {
                have = 0;
                each.accept(message);
            }
        }
    }

    /** Checks that nothing is left over at the end. */
    void end() {
        if (have > 0) {
            throw new StatusException(Code.INTERNAL, "the answer ends amid a message");
        }
    }

    private void begin() {
        if (prefix[0] != 0) {
            throw new StatusException(Code.INTERNAL, "a compressed message, which was not asked for");
        }
        length = ByteBuffer.wrap(prefix).getInt(1);
        if (length < 0 || length > LARGEST) {
            throw new StatusException(
                    Code.RESOURCE_EXHAUSTED,
                    "a message of " + Integer.toUnsignedString(length) + " bytes, more than " + LARGEST);
        }
        message = new byte[Math.min(length, FIRST)];
    }

    private void append(byte[] bytes, int from, int size) {
        int filled = have - prefix.length;
        if (filled + size > message.length) {
            message = Arrays.copyOf(message, Math.min(length, Math.max(filled + size, message.length * 2)));
        }
        System.arraycopy(bytes, from, message, filled, size);
        have += size;
    }
}
