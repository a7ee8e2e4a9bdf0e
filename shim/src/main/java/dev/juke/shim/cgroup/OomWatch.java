/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells when the kernel killed a process of a container for want of memory. The kernel's notification only says that it is time to look;
 * what counts is its counter of kills, so that nothing is told twice or for nothing.
 */
public final class OomWatch implements AutoCloseable {
    /** How often a counter is read after a notification, and how far apart: v1 notifies first and kills then. */
    private static final int LOOKS = 50;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final Consumer<String> notice;
    private final Map<String, Watched> tasks = new ConcurrentHashMap<>();

    /**
     * Starts with no container.
     *
     * @param notice takes the id of a task as often as processes of it were killed; it must neither wait nor throw
     */
    public OomWatch(Consumer<String> notice) {
        this.notice = notice;
    }

    /**
     * Watches a container from now on. Without a memory controller there is nothing to watch, and that is no error.
     *
     * @throws JukeException HOST when the kernel does not notify; what happened is then told by {@link #remove} alone
     */
    public void add(String taskId, Cgroup cgroup) {
        Watched watched = new Watched(taskId, cgroup);
        Watched before = tasks.put(taskId, watched);
        if (before != null) {
            before.close();
        }
        watched.listen();
    }

    /**
     * Ends the watch of a container, which may be unknown. Before it returns, what has not been told yet is told; so call it after the
     * container's first process ended, before its exit is published and its cgroup is removed.
     */
    public void remove(String taskId) {
        Watched watched = tasks.remove(taskId);
        if (watched != null) {
            watched.look();
            watched.close();
        }
    }

    /** Ends all watches without a last look. */
    @Override
    public void close() {
        tasks.values().forEach(Watched::close);
        tasks.clear();
    }

    private final class Watched {
        private final String taskId;
        private final Cgroup cgroup;
        private final AtomicInteger looksLeft = new AtomicInteger();
        private OomState told;
        private boolean closed;
        private @Nullable OomSignal signal;

        Watched(String taskId, Cgroup cgroup) {
            this.taskId = taskId;
            this.cgroup = cgroup;
            this.told = OomState.of(cgroup);
        }

        synchronized void listen() {
            try {
                signal = closed ? null : OomSignal.of(cgroup, this::wake);
            } catch (IOException e) {
                throw IoFailure.of("the memory of " + taskId + " cannot be watched", e);
            }
        }

        private void wake() {
            if (looksLeft.getAndSet(LOOKS) == 0) {
                Thread.ofVirtual().name("oom " + taskId).start(this::lookForAWhile);
            }
        }

        private void lookForAWhile() {
            try {
                do {
                    look();
                    Thread.sleep(BETWEEN_LOOKS);
                } while (looksLeft.decrementAndGet() > 0);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        synchronized void look() {
            if (closed) {
                return;
            }
            OomState now = OomState.of(cgroup);
            if (now.isWorseThan(told)) {
                notice.accept(taskId);
            }
            told = now.completedBy(told);
        }

        /** The signal is closed without the lock: it may be waking this just now. */
        void close() {
            OomSignal last;
            synchronized (this) {
                closed = true;
                last = signal;
                signal = null;
            }
            if (last != null) {
                last.close();
            }
        }
    }
}
