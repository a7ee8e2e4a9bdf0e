/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A program to start, and all that it is to see of us. Immutable: each method makes another one.
 *
 * <p>Unless told otherwise it has this process's environment and directory, /dev/null for the three standard streams, no other descriptor,
 * default signal actions and no blocked signal.
 */
public final class Command {
    private final List<String> argv;
    private final @Nullable Map<String, String> environment;
    private final @Nullable Path directory;
    private final boolean newProcessGroup;
    private final Map<Integer, Fd> descriptors;

    private Command(
            List<String> argv,
            @Nullable Map<String, String> environment,
            @Nullable Path directory,
            boolean newProcessGroup,
            Map<Integer, Fd> descriptors) {
        this.argv = argv;
        this.environment = environment;
        this.directory = directory;
        this.newProcessGroup = newProcessGroup;
        this.descriptors = descriptors;
    }

    /** A program and its arguments; a name without a slash is looked up in this process's PATH. */
    public static Command of(String... argv) {
        return of(List.of(argv));
    }

    /** A program and its arguments; a name without a slash is looked up in this process's PATH. */
    public static Command of(List<String> argv) {
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a command without a program");
        }
        return new Command(List.copyOf(argv), null, null, false, Map.of());
    }

    /** With exactly these variables instead of this process's. */
    public Command environment(Map<String, String> variables) {
        return new Command(argv, Map.copyOf(variables), directory, newProcessGroup, descriptors);
    }

    /** In that directory. A relative name of the program is resolved there, too. */
    public Command directory(Path path) {
        return new Command(argv, environment, path, newProcessGroup, descriptors);
    }

    /** Reads from a copy of that descriptor, which stays ours to close. */
    public Command stdin(Fd fd) {
        return with(0, fd);
    }

    /** Writes to a copy of that descriptor, which stays ours to close. */
    public Command stdout(Fd fd) {
        return with(1, fd);
    }

    /** Complains to a copy of that descriptor, which stays ours to close. */
    public Command stderr(Fd fd) {
        return with(2, fd);
    }

    /** Is the leader of a process group of its own. */
    public Command newProcessGroup() {
        return new Command(argv, environment, directory, true, descriptors);
    }

    /**
     * Has a copy of that descriptor, which stays ours to close.
     *
     * @param childNumber the number that it has there, from 3
     */
    public Command inherit(int childNumber, Fd fd) {
        if (childNumber < 3) {
            throw new IllegalArgumentException("descriptor " + childNumber + " is a standard stream");
        }
        return with(childNumber, fd);
    }

    private Command with(int number, Fd fd) {
        Map<Integer, Fd> more = new TreeMap<>(descriptors);
        more.put(number, fd);
        return new Command(argv, environment, directory, newProcessGroup, more);
    }

    /** The program and its arguments. */
    public List<String> argv() {
        return argv;
    }

    Map<String, String> environment() {
        return environment == null ? System.getenv() : environment;
    }

    @Nullable
    Path directory() {
        return directory;
    }

    boolean hasNewProcessGroup() {
        return newProcessGroup;
    }

    /** Its descriptors by their numbers there, in the order of the numbers. */
    Map<Integer, Fd> descriptors() {
        return descriptors;
    }

    boolean has(int number) {
        return descriptors.containsKey(number);
    }

    @Override
    public String toString() {
        return String.join(" ", argv);
    }
}
