/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

/** A name is taken. */
final class AlreadyExists extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AlreadyExists(String message) {
        super(message);
    }
}
