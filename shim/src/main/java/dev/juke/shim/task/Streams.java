/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.base.JukeException;

/**
 * What a client wants a process's standard streams to be: each is empty for none, the path of a FIFO, or an URI: {@code fifo:}, {@code
 * file:} (output is appended by the cell) or {@code binary:} (a program that takes the output; containerd's runtime v2 README, section "Logging").
 *
 * @param terminal whether a terminal stands between these and the process; then there is no standard error
 * @param owner whose the process's ends are to be
 */
record Streams(String stdin, String stdout, String stderr, boolean terminal, Owner owner) {
    Streams {
        if (terminal && !stderr.isEmpty()) {
            throw JukeException.input("a process with a terminal has no standard error of its own", "leave it empty");
        }
    }

    /** Numbers on this host; for a container in a user namespace its root's, who could not open {@code /dev/stdout} otherwise. */
    record Owner(int uid, int gid) {
        boolean isRoot() {
            return uid == 0 && gid == 0;
        }
    }
}
