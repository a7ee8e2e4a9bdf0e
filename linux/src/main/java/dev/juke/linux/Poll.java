/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One thread that waits for many descriptors (epoll(7), level-triggered) and tells who watches them. */
public final class Poll {
    /** What to wait for, and what has come; from sys/epoll.h. {@link #ERR} and {@link #HUP} come unasked. */
    public static final int IN = 0x01;

    public static final int PRI = 0x02;
    public static final int OUT = 0x04;
    public static final int ERR = 0x08;
    public static final int HUP = 0x10;

    /** sys/epoll.h. */
    private static final int CTL_ADD = 1;

    private static final int CTL_DEL = 2;

    /** struct epoll_event is packed on x86_64 only (bits/epoll.h). */
    private static final int EVENT_SIZE = Libc.ARM ? 16 : 12;

    private static final int EVENT_DATA = Libc.ARM ? 8 : 4;
    private static final int BATCH = 16;
    private static final long STACK = 256 << 10;

    private static final Libc.Function CREATE = Libc.function("epoll_create1");
    private static final Libc.Function CONTROL = Libc.function("epoll_ctl");
    private static final Libc.Function WAIT = Libc.function("epoll_wait");

    private final Fd epoll;
    private final AtomicLong keys = new AtomicLong();
    private final Map<Long, Watch> watches = new ConcurrentHashMap<>();

    private Poll(Fd epoll) {
        this.epoll = epoll;
    }

    /** Started with the first use. */
    private static final class Shared {
        static final Poll POLL = start();

        private static Poll start() {
            int epoll = Libc.call(CREATE, Fd.CLOEXEC);
            if (epoll < 0) {
                throw new IllegalStateException(new LinuxException("epoll_create1", -epoll));
            }
            Poll poll = new Poll(Fd.of(epoll));
            Thread.ofPlatform().name("juke-poll").daemon().stackSize(STACK).start(poll::loop);
            return poll;
        }
    }

    /** The one of this JVM. */
    public static Poll shared() {
        return Shared.POLL;
    }

    /** What to do when a descriptor is ready. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Is called by the one thread, so it must not wait; again and again as long as the descriptor stays ready.
         *
         * @return whether to go on watching
         */
        boolean ready(int events);
    }

    /** A descriptor that is watched. */
    public final class Watch implements AutoCloseable {
        private final long key = keys.incrementAndGet();
        private final Fd fd;
        private final Listener listener;

        private Watch(Fd fd, Listener listener) {
            this.fd = fd;
            this.listener = listener;
        }

        private synchronized void ready(int events) {
            if (watches.containsKey(key) && !listener.ready(events)) {
                close();
            }
        }

        /**
         * Ends it; to be called before the descriptor is closed. When this returns the listener is not running (unless it is the
         * caller) and will not be called again.
         */
        @Override
        public synchronized void close() {
            if (watches.remove(key) != null && !fd.isClosed()) {
                Libc.call(CONTROL, epoll.number(), CTL_DEL, fd.number(), 0);
            }
        }
    }

    /**
     * Watches a descriptor until the watch is closed.
     *
     * @param events {@link #IN}, {@link #OUT}, {@link #PRI} or several of them
     * @throws LinuxException EPERM for files that are always ready
     */
    public Watch watch(Fd fd, int events, Listener listener) throws LinuxException {
        Watch watch = new Watch(fd, listener);
        watches.put(watch.key, watch);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(EVENT_SIZE, Long.BYTES);
            event.set(ValueLayout.JAVA_INT, 0, events);
            event.set(ValueLayout.JAVA_LONG_UNALIGNED, EVENT_DATA, watch.key);
            int result = Libc.call(CONTROL, epoll.number(), CTL_ADD, fd.number(), event.address());
            if (result < 0) {
                watches.remove(watch.key);
                throw new LinuxException("watch " + fd, -result);
            }
        }
        return watch;
    }

    /**
     * Waits for a descriptor; a virtual thread gives its carrier free meanwhile.
     *
     * @return whether it was ready in time
     */
    public boolean await(Fd fd, int events, Duration timeout) throws LinuxException, InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        Watch watch = watch(fd, events, any -> {
            ready.countDown();
            return false;
        });
        try {
            return ready.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            watch.close();
        }
    }

    private void loop() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment events = arena.allocate((long) BATCH * EVENT_SIZE, Long.BYTES);
            while (true) {
                int count = Libc.call(WAIT, epoll.number(), events.address(), BATCH, -1);
                for (int i = 0; i < count; i++) {
                    MemorySegment event = events.asSlice((long) i * EVENT_SIZE, EVENT_SIZE);
                    Watch watch = watches.get(event.get(ValueLayout.JAVA_LONG_UNALIGNED, EVENT_DATA));
                    if (watch != null) {
                        tell(watch, event.get(ValueLayout.JAVA_INT, 0));
                    }
                }
            }
        }
    }

    /** A listener that fails is not called again; the thread and the others live on. */
    private static void tell(Watch watch, int events) {
        try {
            watch.ready(events);
        } catch (RuntimeException e) {
            watch.close();
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }
}
