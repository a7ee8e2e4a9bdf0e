/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A process, told apart from any later one with the same number.
 *
 * @param pid its number
 * @param start when it started, in clock ticks since the boot: field 22 of proc_pid_stat(5)
 */
public record ProcessId(long pid, String start) {
    /** The process of that number as it is now, or null when there is none. */
    public static @Nullable ProcessId of(long pid) {
        String start = startOf(pid);
        return start == null ? null : new ProcessId(pid, start);
    }

    /** Whether it is still there; what only waits for its parent to take notice is not. */
    public boolean exists() {
        return start.equals(startOf(pid));
    }

    /**
     * A handle to signal it by, or null when it is gone. The JDK checks the start time again right before it signals, so that no other
     * process is ever hit.
     */
    @Nullable
    ProcessHandle handle() {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        return handle.isPresent() && exists() ? handle.get() : null;
    }

    /** Fields are counted after the last ")": the name in field 2 may hold anything. */
    private static @Nullable String startOf(long pid) {
        String stat;
        try {
            stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return null;
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        // The first of these is field 3, the state.
        boolean zombie = fields[0].equals("Z") || fields[0].equals("X");
        int index = 22 - 3;
        return zombie || fields.length <= index ? null : fields[index];
    }
}
