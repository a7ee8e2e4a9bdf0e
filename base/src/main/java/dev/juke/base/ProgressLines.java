/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;

/** A line when work begins, and one when it has ended: for logs. */
record ProgressLines(PrintStream out) implements Progress {
    @Override
    public Work begin(String what, long totalBytes) {
        out.println(totalBytes < 0 ? what : what + ": " + totalBytes + " bytes");
        AtomicLong done = new AtomicLong();
        return new Work() {
            @Override
            public void step(long bytes) {
                done.addAndGet(bytes);
            }

            @Override
            public void close() {
                boolean whole = totalBytes < 0 || done.get() >= totalBytes;
                out.println(what + (whole ? ": done" : ": ended after " + done.get() + " bytes"));
            }
        };
    }
}
