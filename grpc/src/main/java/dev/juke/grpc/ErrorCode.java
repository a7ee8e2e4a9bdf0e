/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

/** Why a stream or a connection of HTTP/2 ended; the ordinals are the numbers on the wire (RFC 9113, section 7). */
enum ErrorCode {
    NO_ERROR,
    PROTOCOL_ERROR,
    INTERNAL_ERROR,
    FLOW_CONTROL_ERROR,
    SETTINGS_TIMEOUT,
    STREAM_CLOSED,
    FRAME_SIZE_ERROR,
    REFUSED_STREAM,
    CANCEL,
    COMPRESSION_ERROR,
    CONNECT_ERROR,
    ENHANCE_YOUR_CALM,
    INADEQUATE_SECURITY,
    HTTP_1_1_REQUIRED;

    /** The number on the wire. */
    @SuppressWarnings("EnumOrdinal")
    int number() {
        return ordinal();
    }

    /** The code of a number; an unknown one is as INTERNAL_ERROR (section 7). */
    static ErrorCode of(int number) {
        ErrorCode[] codes = values();
        return number >= 0 && number < codes.length ? codes[number] : INTERNAL_ERROR;
    }
}
