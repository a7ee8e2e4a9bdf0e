/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.base.JukeException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends containers. juke-init is asked first, and a second time to use force itself: so it still notes how it ended, and tidies up. Only
 * one that does not react is killed.
 */
public final class Ending {
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final Duration FORCE_LIMIT = Duration.ofSeconds(5);

    private Ending() {}

    /**
     * Asks for an orderly end, and forces it after a time. Nothing happens to a container that is not alive.
     *
     * @param patience how long to wait before force; null to wait without end
     */
    public static void stop(StoredContainer container, @Nullable Duration patience) {
        try (RecordFile record = container.openRecord()) {
            if (!(record.life() instanceof Life.Alive alive)) {
                return;
            }
            ProcessHandle init = alive.init().handle();
            if (init == null) {
                return;
            }
            init.destroy();
            if (patience == null) {
                record.awaitEnd();
                return;
            }
            if (within(patience, () -> hasEnded(record))) {
                return;
            }
            init.destroy();
            if (!within(FORCE_LIMIT, () -> hasEnded(record))) {
                kill(container);
            }
        }
    }

    /** Kills what is alive of a container, and waits until it is gone, its monitor included. */
    public static void kill(StoredContainer container) {
        try (RecordFile record = container.openRecord()) {
            if (!(record.life() instanceof Life.Alive alive)) {
                return;
            }
            ProcessHandle init = alive.init().handle();
            if (init == null) {
                return;
            }
            // The kernel kills them when juke-init dies, a moment later: until then they hold ports and files.
            List<ProcessId> children = init.descendants()
                    .map(child -> ProcessId.of(child.pid()))
                    .filter(Objects::nonNull)
                    .toList();
            init.destroyForcibly();
            boolean gone = within(FORCE_LIMIT, () -> hasEnded(record));
            for (ProcessId child : children) {
                gone &= within(FORCE_LIMIT, () -> !child.exists());
            }
            if (!gone) {
                throw JukeException.host(
                        "container " + container.description().name() + " does not end: process " + init.pid()
                                + " is still there after SIGKILL",
                        "it hangs in the kernel; see its state with ps");
            }
        }
    }

    /** Sends any signal to juke-init. */
    public static void signal(StoredContainer container, Signal signal) {
        Life life = container.life();
        if (!(life instanceof Life.Alive alive)) {
            throw JukeException.conflict(
                    "container " + container.description().name() + " is not running", "see juke ps -a");
        }
        if (signal.equals(Signal.KILL)) {
            kill(container);
        } else {
            signal.send(alive.init());
        }
    }

    private static boolean hasEnded(RecordFile record) {
        return !(record.life() instanceof Life.Alive);
    }

    private static boolean within(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY);
        } catch (InterruptedException e) {
            // Nobody interrupts this program's one thread on purpose.
            Thread.currentThread().interrupt();
        }
    }
}
