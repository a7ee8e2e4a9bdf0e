/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A header field or trailer; one character is one byte (RFC 9113, section 8.2). */
record Header(String name, String value) {
    /** What RFC 7541, section 4.1, adds to every entry of a table. Bytes. */
    private static final int OVERHEAD = 32;

    /** The size as tables and limits count it. Bytes. */
    int size() {
        return name.length() + value.length() + OVERHEAD;
    }

    /** The first value of that name, or null. */
    static @Nullable String first(List<Header> headers, String name) {
        for (Header header : headers) {
            if (header.name.equals(name)) {
                return header.value;
            }
        }
        return null;
    }
}
