/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The kernel's own notification that a cgroup may have run out of memory. It may come early, late, twice, or for nothing. */
sealed interface OomSignal extends AutoCloseable permits EventControl, ChangedFile {
    /**
     * Has something run with each notification, in the thread of {@link dev.juke.linux.Poll}, so that it must not wait.
     *
     * @return null when the cgroup has nothing to do with memory
     */
    static @Nullable OomSignal of(Cgroup cgroup, Runnable wake) throws IOException {
        return switch (cgroup) {
            case LegacyCgroup legacy -> {
                Path memory = legacy.controllers().get("memory");
                yield memory == null ? null : EventControl.of(memory, wake);
            }
            case UnifiedCgroup unified -> {
                Path events = unified.directory().resolve("memory.events");
                yield Files.exists(events) ? ChangedFile.of(events, wake) : null;
            }
        };
    }

    @Override
    void close();
}
