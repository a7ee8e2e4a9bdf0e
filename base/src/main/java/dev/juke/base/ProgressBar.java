/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base;

import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/** One line of a terminal for all work that goes on, drawn anew at most ten times a second, and gone when all has ended. */
final class ProgressBar implements Progress {
    /** Between two drawings, ns. */
    private static final long PAUSE = 100_000_000L;
    /** Of the bar, in characters. */
    private static final int WIDTH = 30;
    /** A terminal has 80 columns, or more; a longer line could not be drawn over. */
    private static final int LONGEST_NAME = 24;

    private static final long MEBIBYTE = 1 << 20;

    private final PrintStream out;
    private final LongSupplier clock;
    private final Set<Bar> open = new LinkedHashSet<>();
    private long done;
    private long total;
    private long drawn;

    /** Draws to a stream; the clock counts ns. */
    ProgressBar(PrintStream out, LongSupplier clock) {
        this.out = out;
        this.clock = clock;
        this.drawn = clock.getAsLong() - PAUSE;
    }

    @Override
    public synchronized Work begin(String what, long totalBytes) {
        Bar bar = new Bar(what);
        open.add(bar);
        total += Math.max(totalBytes, 0);
        draw();
        return bar;
    }

    private synchronized void step(long bytes) {
        done += bytes;
        draw();
    }

    private synchronized void end(Bar bar) {
        if (open.remove(bar) && open.isEmpty()) {
            out.print("\r\033[K");
            out.flush();
            done = 0;
            total = 0;
        }
    }

    private void draw() {
        long now = clock.getAsLong();
        if (now - drawn < PAUSE || open.isEmpty()) {
            return;
        }
        drawn = now;
        String name = open.iterator().next().what;
        String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME - 1) + "…" : name;
        StringBuilder line = new StringBuilder("\r").append(shown);
        if (total > 0) {
            int filled = Math.clamp(done * WIDTH / total, 0, WIDTH);
            line.append(" [")
                    .repeat('=', filled)
                    .repeat(' ', WIDTH - filled)
                    .append("] ")
                    .append(done / MEBIBYTE)
                    .append(" of ")
                    .append(total / MEBIBYTE)
                    .append(" MiB");
        } else {
            line.append(' ').append(done / MEBIBYTE).append(" MiB");
        }
        out.print(line.append("\033[K"));
        out.flush();
    }

    /** One piece of work. */
    private final class Bar implements Work {
        private final String what;

        private Bar(String what) {
            this.what = what;
        }

        @Override
        public void step(long bytes) {
            ProgressBar.this.step(bytes);
        }

        @Override
        public void close() {
            end(this);
        }
    }
}
