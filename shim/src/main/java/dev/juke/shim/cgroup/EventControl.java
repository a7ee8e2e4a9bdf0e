/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import dev.juke.linux.EventFd;
import dev.juke.linux.Fd;
import dev.juke.linux.LinuxException;
import dev.juke.linux.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * cgroup v1's notification: an eventfd that the kernel signals <em>before</em> it looks for a process to kill, also for a limit above, and
 * when the cgroup is removed. See Documentation/admin-guide/cgroup-v1/memory.rst, "OOM Control".
 */
final class EventControl implements OomSignal {
    private final EventFd counter;
    private final Poll.Watch watch;

    private EventControl(EventFd counter, Poll.Watch watch) {
        this.counter = counter;
        this.watch = watch;
    }

    static EventControl of(Path memory, Runnable wake) throws IOException {
        EventFd counter = EventFd.create();
        try (Fd control = Fd.open(memory.resolve("memory.oom_control"), Fd.READ, 0)) {
            Files.writeString(
                    memory.resolve("cgroup.event_control"), counter.fd().number() + " " + control.number());
            return new EventControl(counter, Poll.shared().watch(counter.fd(), Poll.IN, events -> {
                drain(counter);
                wake.run();
                return true;
            }));
        } catch (IOException e) {
            counter.close();
            throw e;
        }
    }

    private static void drain(EventFd counter) {
        try {
            counter.drain();
        } catch (LinuxException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        watch.close();
        counter.close();
    }
}
