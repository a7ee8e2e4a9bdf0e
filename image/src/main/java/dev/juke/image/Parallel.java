/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Does the same to several things at once. */
public final class Parallel {
    private Parallel() {}

    /** What is done to each. */
    @FunctionalInterface
    public interface Action<T> {
        /** Does it. */
        void accept(T thing) throws IOException;
    }

    /** Does it to all, so many at a time; the first failure interrupts the others and is thrown when all have ended. */
    public static <T> void each(int width, List<T> things, Action<T> action) throws IOException {
        if (width == 1 || things.size() < 2) {
            for (T thing : things) {
                action.accept(thing);
            }
            return;
        }
        try (ExecutorService threads =
                Executors.newFixedThreadPool(width, Thread.ofVirtual().factory())) {
            ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(threads);
            things.forEach(thing -> running.submit(() -> {
                action.accept(thing);
                return null;
            }));
            try {
                for (int i = 0; i < things.size(); i++) {
                    running.take().get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw unwrapped(e);
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw JukeException.host("the transfer was interrupted", "try again");
            }
        }
    }

    private static IOException unwrapped(ExecutionException e) {
        return switch (e.getCause()) {
            case IOException io -> io;
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            case null -> new IOException(e);
            case Throwable other -> new IOException(other);
        };
    }
}
