/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import java.io.PrintStream;
import java.util.function.LongSupplier;

/**
 * An object a line, for programs: {@code {"event":"begin"|"step"|"end","id":1,"what":"…","done":0,"total":42}}, sizes in bytes,
 * {@code total} left out when nobody knows it. Steps come at most ten times a second for each piece of work.
 */
final class ProgressJson implements Progress {
    /** Between two steps, ns. */
    private static final long PAUSE = 100_000_000L;

    private final PrintStream out;
    private final LongSupplier clock;
    private int last;

    /** Writes to a stream; the clock counts ns. */
    ProgressJson(PrintStream out, LongSupplier clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public synchronized Work begin(String what, long totalBytes) {
        Task task = new Task(++last, what, totalBytes);
        task.tell("begin");
        return task;
    }

    /** One piece of work. */
    private final class Task implements Work {
        private final int id;
        private final String what;
        private final long total;
        private long done;
        private long told;

        private Task(int id, String what, long total) {
            this.id = id;
            this.what = what;
            this.total = total;
        }

        private synchronized void tell(String event) {
            JsonObject line = new JsonObject()
                    .put("event", event)
                    .put("id", id)
                    .put("what", what)
                    .put("done", done);
            out.println(Json.write(total < 0 ? line : line.put("total", total)));
            told = clock.getAsLong();
        }

        @Override
        public synchronized void step(long bytes) {
            done += bytes;
            if (clock.getAsLong() - told >= PAUSE) {
                tell("step");
            }
        }

        @Override
        public synchronized void close() {
            tell("end");
        }
    }
}
