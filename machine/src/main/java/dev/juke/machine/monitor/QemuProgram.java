/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.machine.monitor;

import java.util.Set;

/**
 * A QEMU program of this host and what it can do, as probed.
 *
 * @param path absolute path of the program
 * @param version as it prints it, {@code 7.2.22}
 * @param machines the machine types and aliases that it lists
 * @param accelerators the accelerators that it lists
 * @param debugExit whether it has the device isa-debug-exit
 */
public record QemuProgram(
        String path, String version, Set<String> machines, Set<String> accelerators, boolean debugExit) {}
