/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.base.JukeException;
import dev.juke.linux.Command;
import dev.juke.linux.End;
import dev.juke.linux.Fd;
import dev.juke.linux.LinuxException;
import dev.juke.linux.Poll;
import dev.juke.linux.Reaper;
import dev.juke.linux.Signals;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that takes a container's output, named by a {@code binary:} URI (nerdctl logs so). Contract: containerd's runtime v2 README,
 * section "Logging": standard output on descriptor 3, standard error on 4, and 5 to be closed when it is ready; environment {@code
 * CONTAINER_ID} and {@code CONTAINER_NAMESPACE}; the URI's query parameters are its arguments, key and value in turn.
 *
 * @param output what the container writes standard output to
 * @param error the same for standard error
 * @param process leads a process group
 */
record LogProgram(Reaper reaper, Fd output, Fd error, End process) {
    private static final int OUTPUT = 3;
    private static final int ERROR = 4;
    private static final int READY = 5;

    private static final Duration READINESS = Duration.ofSeconds(10);

    /** What containerd's own shim gives a program for its end, after all that it reads has ended. */
    private static final Duration FAREWELL = Duration.ofSeconds(12);

    /** When nobody writes to it any more: one that does not end by itself is told to, and then killed. Returns at once. */
    void end() {
        Thread.startVirtualThread(() -> {
            try {
                if (!hasEndedWithin(FAREWELL)
                        && reaper.signalGroup(process, Signals.TERM)
                        && !hasEndedWithin(FAREWELL)) {
                    reaper.signalGroup(process, Signals.KILL);
                }
            } catch (LinuxException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private boolean hasEndedWithin(Duration time) throws InterruptedException {
        try {
            process.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts log programs for one container. */
    record Starter(Reaper reaper, String containerId, String namespace) {
        /** Returns when the program is ready. */
        LogProgram start(URI uri) throws LinuxException, InterruptedException {
            List<Fd> open = new ArrayList<>();
            try {
                Fd[] output = pipe(open);
                Fd[] error = pipe(open);
                Fd[] ready = pipe(open);
                End process = reaper.adopt(reaper.spawn(Command.of(words(uri))
                        .environment(Map.of("CONTAINER_ID", containerId, "CONTAINER_NAMESPACE", namespace))
                        .newProcessGroup()
                        .inherit(OUTPUT, output[0])
                        .inherit(ERROR, error[0])
                        .inherit(READY, ready[1])));
                ready[1].close();
                // Its closing is the word; so is its end, after which nobody reads.
                if (!Poll.shared().await(ready[0], Poll.IN, READINESS)) {
                    reaper.signalGroup(process, Signals.KILL);
                    throw JukeException.host(
                            "the log program " + uri.getPath() + " was not ready within " + READINESS.toSeconds()
                                    + " s",
                            "see whether it closes descriptor 5");
                }
                open.removeAll(List.of(output[1], error[1]));
                return new LogProgram(reaper, output[1], error[1], process);
            } finally {
                open.forEach(Fd::close);
            }
        }

        private static Fd[] pipe(List<Fd> open) throws LinuxException {
            Fd[] ends = Fd.pipe();
            open.addAll(List.of(ends));
            return ends;
        }
    }

    static List<String> words(URI uri) {
        List<String> words = new ArrayList<>(List.of(uri.getPath()));
        String query = uri.getRawQuery();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                words.add(decode(equals < 0 ? pair : pair.substring(0, equals)));
                if (equals >= 0) {
                    words.add(decode(pair.substring(equals + 1)));
                }
            }
        }
        return words;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
