/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The exits of the last minute, oldest first. */
final class RecentExits {
    private static final long KEPT = TimeUnit.MINUTES.toNanos(1);

    /** 2 MB of them; more within a minute are a fork bomb's. */
    private static final int MOST = 16_384;

    private record Entry(Exit exit, long nanos) {}

    private final Map<Integer, Entry> entries = new LinkedHashMap<>();

    /**
     * Adds an exit and forgets those that are too old.
     *
     * @param now {@link System#nanoTime}
     */
    void add(Exit exit, long now) {
        entries.remove(exit.pid());
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            if (entries.size() < MOST && now - entry.nanos <= KEPT) {
                break;
            }
            oldest.remove();
        }
        entries.put(exit.pid(), new Entry(exit, now));
    }

    @Nullable
    Exit get(int pid) {
        Entry entry = entries.get(pid);
        return entry == null ? null : entry.exit;
    }
}
