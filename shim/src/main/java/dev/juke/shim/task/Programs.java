/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.base.JukeException;
import dev.juke.linux.Command;
import dev.juke.linux.LinuxException;
import dev.juke.linux.Reaper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds the host's programs: on PATH, and where the system has them even when a daemon's PATH does not say so. */
public final class Programs {
    private static final String SYSTEM = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Map<String, Path> FOUND = new ConcurrentHashMap<>();

    private Programs() {}

    /**
     * The OCI runtime that a client named, by its path or for PATH; else {@code JUKE_OCI_RUNTIME}, runc or crun. {@code juke-runtime}, which Docker
     * names when it is told of Juke by a path, does with one of these what this shim does itself.
     */
    static Path ociRuntime(String binaryName) {
        String variable = System.getenv("JUKE_OCI_RUNTIME");
        boolean ours = binaryName.substring(binaryName.lastIndexOf('/') + 1).equals("juke-runtime");
        String named = binaryName.isEmpty() || ours ? variable : binaryName;
        if (named == null || named.isEmpty()) {
            Path runc = find("runc");
            Path found = runc == null ? find("crun") : runc;
            if (found == null) {
                throw JukeException.host("neither runc nor crun was found", "install one");
            }
            return found;
        }
        Path found = named.indexOf('/') < 0 ? find(named) : Path.of(named);
        if (found == null || !found.isAbsolute()) {
            throw JukeException.host("the OCI runtime '" + named + "' was not found", "name it by its whole path");
        }
        return found;
    }

    /** A command whose program is looked for; what it starts itself finds the system's programs too. */
    static Command command(List<String> words) {
        return command(words, "install util-linux and iproute2");
    }

    static Command command(List<String> words, String hint) {
        Path program = find(words.getFirst());
        if (program == null) {
            throw JukeException.host(words.getFirst() + " was not found", hint);
        }
        Map<String, String> environment = new HashMap<>(Environment.ofContainerd());
        environment.put("PATH", path());
        List<String> all = new ArrayList<>(words);
        all.set(0, program.toString());
        return Command.of(all).environment(environment);
    }

    /** What a program prints on both streams; empty when it cannot be run or does not end in time. */
    public static String output(Reaper reaper, List<String> words) {
        try {
            Reaper.Result result = reaper.run(Command.of(words), new byte[0], PATIENCE);
            return result.timedOut()
                    ? ""
                    : new String(result.out(), StandardCharsets.UTF_8)
                            + new String(result.err(), StandardCharsets.UTF_8);
        } catch (LinuxException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    static @Nullable Path find(String name) {
        Path known = FOUND.get(name);
        if (known != null && Files.isExecutable(known)) {
            return known;
        }
        for (String directory : path().split(":", -1)) {
            Path candidate = Path.of(directory.isEmpty() ? "." : directory, name);
            if (candidate.isAbsolute() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                FOUND.put(name, candidate);
                return candidate;
            }
        }
        return null;
    }

    private static String path() {
        String path = System.getenv("PATH");
        return path == null || path.isEmpty() ? SYSTEM : path + ":" + SYSTEM;
    }
}
