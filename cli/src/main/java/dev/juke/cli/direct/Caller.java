/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.base.IoFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The user who calls Juke.
 *
 * @param uid as the kernel counts in the caller's user namespace
 */
public record Caller(int uid) {
    /** This process's user. */
    public static Caller current() {
        try {
            // proc(5): the directory belongs to the process's effective user.
            return new Caller((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            throw IoFailure.of("/proc/self cannot be read", e);
        }
    }

    /** Whether it is root. */
    public boolean isRoot() {
        return uid == 0;
    }
}
