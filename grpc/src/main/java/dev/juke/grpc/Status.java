/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.grpc;

import dev.juke.ttrpc.Code;
import dev.juke.ttrpc.StatusException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param message may be empty
 */
record Status(Code code, String message) {
    /** The field that says how a call ended. */
    static final String KEY = "grpc-status";

    /** The exception for a caller; not for OK. */
    StatusException exception() {
        return new StatusException(code, message);
    }

    /** From what ends a response: {@code grpc-status} in decimal digits, {@code grpc-message} percent-encoded. */
    static Status ofTrailers(List<Header> trailers) {
        String status = Header.first(trailers, KEY);
        String message = Header.first(trailers, "grpc-message");
        if (status == null) {
            return new Status(Code.INTERNAL, "the answer has no grpc-status");
        }
        return new Status(code(status), message == null ? "" : percentDecode(message));
    }

    /** What is wrong with the beginning of a response, by the table "HTTP to gRPC Status Code Mapping"; null when it is one of gRPC. */
    static @Nullable Status ofResponse(List<Header> headers) {
        String status = Header.first(headers, ":status");
        String type = Header.first(headers, "content-type");
        if (!"200".equals(status)) {
            return new Status(ofHttp(status == null ? "" : status), "the answer has the HTTP status " + status);
        }
        if (type == null || !type.startsWith("application/grpc")) {
            return new Status(Code.UNKNOWN, "the answer has the content type " + type + ", not application/grpc");
        }
        return null;
    }

    /** By the table "HTTP2 Transport Mapping" of gRPC over HTTP/2. */
    static Status ofReset(ErrorCode error) {
        Code code = switch (error) {
            case REFUSED_STREAM -> Code.UNAVAILABLE;
            case CANCEL -> Code.CANCELLED;
            case ENHANCE_YOUR_CALM -> Code.RESOURCE_EXHAUSTED;
            case INADEQUATE_SECURITY -> Code.PERMISSION_DENIED;
            case NO_ERROR,
                    PROTOCOL_ERROR,
                    INTERNAL_ERROR,
                    FLOW_CONTROL_ERROR,
                    SETTINGS_TIMEOUT,
                    STREAM_CLOSED,
                    FRAME_SIZE_ERROR,
                    COMPRESSION_ERROR,
                    CONNECT_ERROR,
                    HTTP_1_1_REQUIRED -> Code.INTERNAL;
        };
        return new Status(code, "the peer reset the call: " + error);
    }

    private static Code ofHttp(String status) {
        return switch (status) {
            case "400" -> Code.INTERNAL;
            case "401" -> Code.UNAUTHENTICATED;
            case "403" -> Code.PERMISSION_DENIED;
            case "404" -> Code.UNIMPLEMENTED;
            case "429", "502", "503", "504" -> Code.UNAVAILABLE;
            default -> Code.UNKNOWN;
        };
    }

    private static Code code(String digits) {
        Code[] codes = Code.values();
        try {
            int number = Integer.parseInt(digits);
            return number >= 0 && number < codes.length ? codes[number] : Code.UNKNOWN;
        } catch (NumberFormatException e) {
            return Code.UNKNOWN;
        }
    }

    /** What is no valid escape stays as it is: gRPC over HTTP/2 forbids to discard a message for that. */
    static String percentDecode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' && i + 2 < text.length()) {
                int high = Character.digit(text.charAt(i + 1), 16);
                int low = Character.digit(text.charAt(i + 2), 16);
                if (high >= 0 && low >= 0) {
                    bytes.write((high << 4) | low);
                    i += 2;
                    continue;
                }
            }
            bytes.write(c);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
