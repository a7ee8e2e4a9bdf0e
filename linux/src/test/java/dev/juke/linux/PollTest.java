/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PollTest {
    private final Poll poll = Poll.shared();

    @TempDir
    private Path directory;

    @Test
    void aListenerIsToldEachTime() throws Exception {
        BlockingQueue<Long> counts = new LinkedBlockingQueue<>();
        try (EventFd event = EventFd.create();
                Poll.Watch watch = poll.watch(event.fd(), Poll.IN, events -> {
                    assertThat(events).isEqualTo(Poll.IN);
                    counts.add(drain(event));
                    return true;
                })) {
            assertThat(watch).isNotNull();
            event.signal();
            assertThat(counts.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
            event.signal();
            assertThat(counts.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    private static long drain(EventFd event) {
        try {
            return event.drain();
        } catch (LinuxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eventsAreCountedUntilTheyAreDrained() throws Exception {
        try (EventFd event = EventFd.create()) {
            assertThat(event.drain()).isZero();
            event.signal();
            event.signal();
            assertThat(event.drain()).isEqualTo(2);
            assertThat(event.drain()).isZero();
        }
    }

    @Test
    void aListenerThatHasEnoughIsNotToldAgain() throws Exception {
        AtomicInteger told = new AtomicInteger();
        try (EventFd event = EventFd.create()) {
            Poll.Watch watch = poll.watch(event.fd(), Poll.IN, events -> told.incrementAndGet() < 3);
            event.signal();
            Shell.eventually(() -> told.get() == 3);
            Thread.sleep(50);
            watch.close();
            assertThat(told).hasValue(3);
        }
    }

    @Test
    void aListenerThatFailsEndsOnlyItsOwnWatch() throws Exception {
        AtomicInteger told = new AtomicInteger();
        try (EventFd bad = EventFd.create();
                EventFd good = EventFd.create();
                Poll.Watch watch = poll.watch(bad.fd(), Poll.IN, events -> {
                    told.incrementAndGet();
                    throw new IllegalStateException("on purpose, for a test");
                })) {
            assertThat(watch).isNotNull();
            bad.signal();
            good.signal();
            assertThat(poll.await(good.fd(), Poll.IN, Duration.ofSeconds(10))).isTrue();
            Shell.eventually(() -> told.get() == 1);
            Thread.sleep(50);
            assertThat(told).hasValue(1);
        }
    }

    @Test
    void aWatchThatIsClosedStaysSilentAlthoughTheNumberIsUsedAgain() throws Exception {
        AtomicInteger told = new AtomicInteger();
        for (int i = 0; i < 200; i++) {
            EventFd event = EventFd.create();
            Poll.Watch watch = poll.watch(event.fd(), Poll.IN, events -> told.incrementAndGet() < 0);
            watch.close();
            event.signal();
            event.close();
        }
        assertThat(told).hasValue(0);
    }

    @Test
    void aWatchMayBeClosedAfterItsDescriptor() throws Exception {
        EventFd event = EventFd.create();
        Poll.Watch watch = poll.watch(event.fd(), Poll.IN, events -> true);
        event.close();
        watch.close();
        assertThat(event.fd().isClosed()).isTrue();
    }

    @Test
    void manyVirtualThreadsWaitAtOnce() throws Exception {
        AtomicInteger ready = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        try (EventFd event = EventFd.create()) {
            for (int i = 0; i < 100; i++) {
                threads.add(Thread.startVirtualThread(() -> {
                    try (EventFd never = EventFd.create()) {
                        ready.addAndGet(poll.await(never.fd(), Poll.IN, Duration.ofMillis(300)) ? 100 : 1);
                    } catch (LinuxException | InterruptedException e) {
                        ready.set(-1000);
                    }
                }));
            }
            event.signal();
            assertThat(poll.await(event.fd(), Poll.IN, Duration.ofSeconds(10))).isTrue();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ready).hasValue(100);
    }

    @Test
    void aFileThatIsAlwaysReadyIsRefused() throws Exception {
        try (Fd file = Fd.open(Files.createFile(directory.resolve("file")), Fd.READ, 0)) {
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> poll.watch(file, Poll.IN, events -> true))
                    .satisfies(e -> assertThat(e.errno()).isEqualTo(Libc.EPERM));
        }
    }
}
