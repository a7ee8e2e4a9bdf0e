/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cell;

import dev.juke.base.JukeException;
import dev.juke.linux.Fd;
import dev.juke.linux.FileLock;
import dev.juke.linux.LinuxException;
import dev.juke.linux.OpenFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the launcher {@code containerd-shim-juke-v2} tells the cell that it starts.
 *
 * @param directory the cell's directory
 * @param containerd containerd's address, as it was given to the launcher: a path, perhaps with {@code unix://} before it
 * @param namespace containerd's namespace
 * @param idle how long a cell without tasks stays: system property {@code juke.idle}, seconds
 * @param lock the descriptor that holds the cell's lock: system property {@code juke.lock}
 * @param foreign descriptors that a shell cannot close: system property {@code juke.foreign}, numbers with commas between them
 * @param files how many descriptors it may need at most: system property {@code juke.files}; 0 for no more than it may have anyway
 */
public record CellConfiguration(
        Path directory,
        String containerd,
        String namespace,
        Duration idle,
        int lock,
        List<Integer> foreign,
        int files) {
    private static final String HINT = "let containerd-shim-juke-v2 start it";

    /** Reads the arguments of a cell, {@code DIRECTORY CONTAINERD NAMESPACE}, and the system properties. */
    public static CellConfiguration of(String... arguments) {
        if (arguments.length != 3) {
            throw JukeException.usage("a cell wants 3 arguments and got " + arguments.length, HINT);
        }
        List<Integer> foreign = new ArrayList<>();
        for (String number : System.getProperty("juke.foreign", "").split(",", -1)) {
            if (!number.isEmpty()) {
                foreign.add(number("juke.foreign", number));
            }
        }
        return new CellConfiguration(
                Path.of(arguments[0]),
                arguments[1],
                arguments[2],
                Duration.ofSeconds(number("juke.idle", System.getProperty("juke.idle", ""))),
                number("juke.lock", System.getProperty("juke.lock", "")),
                List.copyOf(foreign),
                number("juke.files", System.getProperty("juke.files", "0")));
    }

    private static int number(String property, String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new JukeException(
                    JukeException.Category.USAGE, "-D" + property + ": '" + text + "' is no number", HINT, e);
        }
    }

    /** Keeps the cell's lock for the life of this process and from its children, closes what is not the cell's, and makes room for the tasks'. */
    public void takeDescriptors() throws LinuxException {
        FileLock.adopt(lock);
        for (int number : foreign) {
            Fd.adopt(number).close();
        }
        OpenFiles.atLeast(files);
    }
}
