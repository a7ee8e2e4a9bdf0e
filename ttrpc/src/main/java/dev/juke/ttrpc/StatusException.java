/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import java.util.Objects;

/** A call that failed: thrown by a {@link Method} to answer so, and by the {@link Client} that was answered so. */
public final class StatusException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    /**
     * Makes the failure of a call.
     *
     * @param code anything but {@link Code#OK}
     * @param message what a person reads, one line
     */
    public StatusException(Code code, String message) {
        super(message);
        if (code == Code.OK) {
            throw new IllegalArgumentException("a call that is OK did not fail");
        }
        this.code = code;
    }

    /** As the other constructor, with the error that caused this one; only the message reaches the client. */
    public StatusException(Code code, String message, Throwable cause) {
        this(code, message);
        initCause(cause);
    }

    /** What a person reads, one line. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** Why the call failed; never {@link Code#OK}. */
    public Code code() {
        return code;
    }
}
