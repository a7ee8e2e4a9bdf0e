/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox;

import dev.juke.base.JukeException;
import dev.juke.machine.Machine;
import dev.juke.machine.monitor.MonitorCommand;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the file that tells {@code juke-init} everything; the format is in docs/launch-file.md. */
public final class LaunchFile {
    private final StringBuilder records = new StringBuilder(2048);

    private LaunchFile() {}

    /** The records that every launch of a monitor has. */
    public static LaunchFile of(MonitorCommand command, long graceMillis) {
        LaunchFile file = new LaunchFile();
        file.put("juke-launch", "1");
        for (String argument : command.arguments()) {
            file.put("arg", argument);
        }
        // What QEMU reads of its environment: nothing. A path, for whatever a library looks up.
        file.put("env", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        switch (command.control()) {
            case NONE -> file.put("control", "none");
            case QMP -> file.put("control", "qmp");
        }
        switch (command.stop()) {
            case POWER_BUTTON -> file.put("stop", "power-button");
            case QUIT -> file.put("stop", "quit");
        }
        switch (command.exitCode()) {
            case NONE -> file.put("exit", "status");
            case DEBUG_EXIT -> file.put("exit", "debug-exit");
            case UNIKRAFT -> file.put("exit", "unikraft");
        }
        // A guest whose CPUs have all halted for good has ended; only kernels that tell an exit code end so on purpose.
        if (command.exitCode() != Machine.ExitCode.NONE) {
            file.put("on-halt", "0");
        }
        return file.put("grace", Long.toString(graceMillis));
    }

    /** Adds a record and returns this file. */
    public LaunchFile put(String key, String value) {
        if (value.indexOf('\0') >= 0) {
            throw JukeException.input("an argument or environment variable holds a NUL byte", "remove it");
        }
        records.append(key).append('=').append(value).append('\0');
        return this;
    }

    /** Adds a record of that key for each value and returns this file. */
    public LaunchFile putAll(String key, List<String> values) {
        for (String value : values) {
            put(key, value);
        }
        return this;
    }

    /** The file's bytes. */
    public byte[] bytes() {
        return records.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The records for a person or a golden test: one a line. */
    @Override
    public String toString() {
        return records.toString().replace('\0', '\n');
    }
}
