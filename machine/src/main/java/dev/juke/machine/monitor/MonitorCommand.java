/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.machine.monitor;

import dev.juke.machine.Accelerator;
import dev.juke.machine.Machine;
import java.util.List;

/**
 * A monitor's command, complete.
 *
 * @param arguments the argument vector, the program's absolute path first
 * @param control how the monitor is spoken to while it runs
 * @param exitCode how the guest's exit code is told with these devices
 * @param stop how the guest is asked to end
 * @param accelerator what executes the guest
 */
public record MonitorCommand(
        List<String> arguments,
        Control control,
        Machine.ExitCode exitCode,
        Machine.Stop stop,
        Accelerator accelerator) {

    /** How a monitor is spoken to. */
    public enum Control {
        /** Not at all. */
        NONE,
        /** QMP on descriptor 3; the monitor waits for {@code cont} (docs/launch-file.md). */
        QMP
    }
}
