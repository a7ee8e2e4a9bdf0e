/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** How many descriptors this process may have: RLIMIT_NOFILE, getrlimit(2). What it starts has the limit that it was itself started with. */
public final class OpenFiles {
    /** asm-generic/resource.h; struct rlimit is the soft limit and the hard one. */
    private static final int RLIMIT_NOFILE = 7;

    private static final Libc.Function GETRLIMIT = Libc.function("getrlimit");
    private static final Libc.Function SETRLIMIT = Libc.function("setrlimit");

    /** The soft limit before it was raised; 0: it was not. */
    private static volatile long inherited;

    private OpenFiles() {}

    /**
     * Raises the soft limit if it is lower, as far as the hard one permits. From then on each start of a program costs one of a shell more, since
     * posix_spawn(3) sets no limits.
     */
    public static synchronized void atLeast(long wanted) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(ValueLayout.JAVA_LONG, 2);
            Libc.check("getrlimit", GETRLIMIT, RLIMIT_NOFILE, limit.address());
            long soft = limit.getAtIndex(ValueLayout.JAVA_LONG, 0);
            long hard = limit.getAtIndex(ValueLayout.JAVA_LONG, 1);
            if (Long.compareUnsigned(soft, wanted) < 0 && soft != hard) {
                long raised = Long.compareUnsigned(hard, wanted) < 0 ? hard : wanted;
                limit.setAtIndex(ValueLayout.JAVA_LONG, 0, raised);
                Libc.check("setrlimit", SETRLIMIT, RLIMIT_NOFILE, limit.address());
                inherited = inherited == 0 ? soft : inherited;
            }
        }
    }

    /** The words that start a program with the limit that is its due. */
    static List<String> restored(List<String> argv) {
        if (inherited == 0) {
            return argv;
        }
        List<String> words = new ArrayList<>(
                List.of("/bin/sh", "-c", "ulimit -S -n \"$0\" && exec \"$@\"", String.valueOf(inherited)));
        words.addAll(argv);
        return words;
    }
}
