/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cell;

import dev.juke.base.IoFailure;
import dev.juke.linux.FileLock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * The end of a cell that has had no task for a while. {@link #run} waits for it and may be given the main thread; it looks at the directory
 * once in that while, so that an idle cell costs no processor time.
 */
public final class IdleEnd implements Runnable {
    private final Cell cell;
    private final Duration idle;
    private final BooleanSupplier busy;
    private final Runnable end;

    /**
     * The end of a cell.
     *
     * @param idle how long the cell stays without tasks
     * @param busy whether there are tasks all the same: a place may have been given back for one whose bundle cannot be seen
     * @param end ends this process; called when the directory is gone and while the lock is held that launchers need, so none of them can
     *     find a cell that is ending
     */
    public IdleEnd(Cell cell, Duration idle, BooleanSupplier busy, Runnable end) {
        this.cell = cell;
        this.idle = idle;
        this.busy = busy;
        this.end = end;
    }

    /** Returns when the cell has ended, or when this thread is interrupted. */
    @Override
    public void run() {
        Duration wait = idle;
        try {
            do {
                Thread.sleep(wait);
                wait = look();
            } while (wait.isPositive());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the cell if its time has come; else says how long it will take at least. */
    private Duration look() {
        try {
            cell.releaseAbandoned();
            if (!cell.isEmpty() || busy.getAsBoolean()) {
                return idle;
            }
            Duration left = idle.minus(Duration.between(cell.changed(), Instant.now()));
            if (left.isPositive()) {
                // A clock that was set back must not keep the cell.
                return left.compareTo(idle) < 0 ? left : idle;
            }
            try (FileLock _ = FileLock.lock(cell.keyLock())) {
                if (!cell.isEmpty()) {
                    return idle;
                }
                finish();
                return Duration.ZERO;
            }
        } catch (IOException | RuntimeException e) {
            // Without its directory nothing is known of its tasks, so it stays.
            cell.log("the cell cannot see whether it is idle: " + e);
            return idle;
        }
    }

    /** What cannot be removed is removed by the next launcher, who finds the cell dead. */
    private void finish() {
        try {
            cell.remove();
        } catch (IOException e) {
            cell.log("the cell's directory cannot be removed: " + IoFailure.reason(e));
        }
        end.run();
    }
}
