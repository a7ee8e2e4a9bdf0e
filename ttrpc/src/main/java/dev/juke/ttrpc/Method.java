/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.ttrpc;

/** A unary method of a service. It runs on a virtual thread of its own, which is interrupted when nobody waits any more. */
@FunctionalInterface
public interface Method {
    /**
     * Does the call.
     *
     * @param payload the request's message, encoded
     * @return the response's message, encoded
     * @throws StatusException to answer with that code and message
     * @throws Exception any other becomes {@link Code#UNKNOWN} with its message
     */
    byte[] call(Context context, byte[] payload) throws Exception;
}
