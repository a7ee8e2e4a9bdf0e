/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import dev.juke.linux.Command;
import dev.juke.linux.Exit;
import dev.juke.linux.LinuxException;
import dev.juke.linux.Reaper;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The OCI runtime that runs the sandboxes and the ordinary containers, called as containerd's own shim calls it: with a root, a log of JSON
 * lines in the bundle, and the bundle as working directory.
 *
 * @param program absolute path of runc
 * @param root directory of its containers' states
 * @param systemdCgroup whether systemd makes the cgroups
 */
record Runc(Reaper reaper, Path program, Path root, boolean systemdCgroup) {
    /** Longer than any verb takes, create with its hooks apart. */
    private static final int MOST_WORDS = 64 << 10;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What a verb did not do, in runc's own words. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure(String message) {
            super(message);
        }
    }

    /** A verb that gives its process to others: create and exec. Returns when runc has ended; hooks may take their time. */
    void launch(Path bundle, Stdio stdio, String verb, List<String> words) throws InterruptedException {
        Path log = bundle.resolve("log.json");
        long before = size(log);
        Exit exit;
        try {
            exit = reaper.adopt(reaper.spawn(stdio.give(command(bundle, verb, words))))
                    .get();
        } catch (LinuxException e) {
            throw absent(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        if (exit.status() != 0) {
            throw failed(verb, exit.status(), log, before, "");
        }
    }

    /** A verb that ends by itself: what it printed. */
    String run(Path bundle, String verb, List<String> words, String input) throws InterruptedException {
        Path log = bundle.resolve("log.json");
        long before = size(log);
        Reaper.Result result;
        try {
            result = reaper.run(command(bundle, verb, words), input.getBytes(StandardCharsets.UTF_8), PATIENCE);
        } catch (LinuxException e) {
            throw absent(e);
        }
        if (result.timedOut()) {
            throw new Failure("runc " + verb + " did not end within " + PATIENCE.toSeconds() + " s");
        }
        if (result.status() != 0) {
            throw failed(verb, result.status(), log, before, new String(result.err(), StandardCharsets.UTF_8));
        }
        return new String(result.out(), StandardCharsets.UTF_8);
    }

    private Command command(Path bundle, String verb, List<String> words) {
        List<String> all = new ArrayList<>(List.of(
                program.toString(),
                "--root",
                root.toString(),
                "--log",
                bundle.resolve("log.json").toString()));
        all.addAll(List.of("--log-format", "json"));
        if (systemdCgroup) {
            all.add("--systemd-cgroup");
        }
        all.add(verb);
        all.addAll(words);
        return Command.of(all).directory(bundle).environment(Environment.ofContainerd());
    }

    private JukeException absent(LinuxException e) {
        return JukeException.host(
                program + " cannot be run: " + e.getMessage(), "install runc, or set JUKE_OCI_RUNTIME");
    }

    private static long size(Path log) {
        try {
            return Files.size(log);
        } catch (IOException e) {
            return 0;
        }
    }

    /** The last error that this call logged; what it printed is the second best. */
    private static Failure failed(String verb, int status, Path log, long before, String printed) {
        String message = null;
        try {
            for (String line : tail(log, before).split("\n", -1)) {
                String error = errorOf(line);
                message = error == null ? message : error;
            }
        } catch (IOException e) {
            // Then there are no words of its own.
        }
        if (message == null) {
            message = printed.isBlank() ? "runc " + verb + " ended with exit code " + status : printed.strip();
        }
        return new Failure(message);
    }

    /** What was written since, its last 64 KiB. */
    private static String tail(Path log, long before) throws IOException {
        try (SeekableByteChannel file = Files.newByteChannel(log)) {
            file.position(Math.max(before, file.size() - MOST_WORDS));
            return new String(Channels.newInputStream(file).readNBytes(MOST_WORDS), StandardCharsets.UTF_8);
        }
    }

    private static @Nullable String errorOf(String line) {
        try {
            JsonObject entry = Json.parseObject(line.getBytes(StandardCharsets.UTF_8), "log");
            return "error".equals(entry.text("level")) ? entry.text("msg") : null;
        } catch (JukeException e) {
            return null;
        }
    }

    /** The number that a verb wrote with {@code --pid-file}. */
    static int pid(Path file) {
        try {
            return Integer.parseInt(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            throw JukeException.host(
                    "runc left no process number in " + file + ": " + e, "see that it is runc 1.1 or later");
        }
    }
}
