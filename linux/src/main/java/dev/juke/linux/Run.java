/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import dev.juke.linux.Reaper.Result;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One command from its start to its end, {@link Reaper#run}. No thread waits in the kernel for it. */
final class Run {
    /** How long others may keep the pipes of a command that has ended. */
    private static final Duration AFTERMATH = Duration.ofSeconds(1);

    /** How long a killed process may take to end: one that hangs in the kernel is given up. */
    private static final Duration DYING = Duration.ofSeconds(10);

    private final Reaper reaper;
    private final Command command;
    private final byte[] input;

    Run(Reaper reaper, Command command, byte[] input) {
        this.reaper = reaper;
        this.command = command.newProcessGroup();
        this.input = input;
    }

    Result toItsEnd(Duration timeout) throws LinuxException, InterruptedException {
        try (Fd stdin = input.length == 0 ? null : MemoryFile.of(input);
                Collector out = command.has(1) ? null : new Collector();
                Collector err = command.has(2) ? null : new Collector()) {
            Command started = stdin == null ? command : command.stdin(stdin);
            started = out == null ? started : started.stdout(out.childEnd());
            started = err == null ? started : started.stderr(err.childEnd());
            End end = reaper.adopt(reaper.spawn(started));
            boolean ended = false;
            try {
                CompletableFuture<Void> outputs = CompletableFuture.allOf(collect(out), collect(err));
                Exit exit = await(end, timeout);
                boolean timedOut = exit == null;
                if (timedOut) {
                    reaper.signalGroup(end, Signals.KILL);
                    exit = await(end, DYING);
                }
                ended = true;
                await(outputs, AFTERMATH);
                return new Result(exit == null ? 128 + Signals.KILL : exit.status(), bytes(out), bytes(err), timedOut);
            } finally {
                if (!ended) {
                    reaper.signalGroup(end, Signals.KILL);
                }
            }
        }
    }

    private static CompletableFuture<?> collect(@Nullable Collector collector) throws LinuxException {
        return collector == null ? CompletableFuture.completedFuture(null) : collector.start();
    }

    private static byte[] bytes(@Nullable Collector collector) {
        return collector == null ? new byte[0] : collector.bytes();
    }

    private static <T> @Nullable T await(CompletableFuture<T> future, Duration timeout) throws InterruptedException {
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
