/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

/** A call that cannot be done for this container, whatever its state. */
final class Unsupported extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unsupported(String message) {
        super(message);
    }
}
