/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

import org.jspecify.annotations.Nullable;

/** A method that takes or gives several messages. It runs as a {@link Method} does. */
@FunctionalInterface
public interface StreamMethod {
    /**
     * Does the call.
     *
     * @return the one response of a method that only takes a stream; null from a method that has answered with
     *     {@link Messages#send}
     * @throws StatusException to end the stream with that code and message
     * @throws Exception any other becomes {@link Code#UNKNOWN} with its message
     */
    byte @Nullable [] call(Context context, Messages messages) throws Exception;
}
