/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Starts processes and learns how they end: our children, and what is reparented to us as their sub-reaper (prctl(2),
 * PR_SET_CHILD_SUBREAPER).
 *
 * <p>One thread waits for any child (waitid(2), P_ALL), so {@link java.lang.Process} must not be used in the same JVM.
 *
 * <p>That thread sleeps when waitid says ECHILD, until the next {@link #spawn}. Nothing is missed: a process comes to a sub-reaper
 * only from its own descendants, and the chain of parents from a descendant up to us ends in a child of ours, alive or zombie.
 * Without children there are no descendants. While waitid sleeps in the kernel, a process that is reparented to us wakes it when it
 * ends.
 */
public final class Reaper {
    /** sys/wait.h, bits/waitflags.h. */
    private static final int P_ALL = 0;

    private static final int P_PID = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x0100_0000;

    /** siginfo_t on 64-bit machines: its size, and where its fields are (asm-generic/siginfo.h). */
    private static final long SIGINFO_SIZE = 128;

    private static final long CODE = 8;
    private static final long PID = 16;
    private static final long STATUS = 24;
    private static final int CLD_EXITED = 1;

    /** linux/prctl.h. */
    private static final int PR_SET_CHILD_SUBREAPER = 36;

    private static final long STACK = 256 << 10;

    private static final Libc.Function PRCTL = Libc.function("prctl");
    private static final Libc.Function SIGNAL = Libc.function("signal");
    private static final Libc.Function WAITID = Libc.function("waitid");
    private static final Executor VIRTUAL = Thread::startVirtualThread;

    private static @Nullable Reaper running;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition child = lock.newCondition();
    private final Map<Integer, End> adopted = new HashMap<>();
    private final RecentExits recent = new RecentExits();
    private long spawned;

    private Reaper() {}

    /**
     * How a command ended.
     *
     * @param status 0…255; 128+N when signal N ended it
     * @param out what it wrote to its standard output, the first 1 MiB
     * @param err what it wrote to its standard error, the first 1 MiB
     * @param timedOut whether it was killed because its time was over
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Result(int status, byte[] out, byte[] err, boolean timedOut) {}

    /** Makes this process a sub-reaper and starts the thread; when it runs already, that one is returned. */
    public static synchronized Reaper start() throws LinuxException {
        if (running == null) {
            Libc.check("prctl PR_SET_CHILD_SUBREAPER", PRCTL, PR_SET_CHILD_SUBREAPER, 1);
            // A SIGCHLD that is ignored, as a careless parent may have left it, makes the kernel drop exits
            // (waitpid(2), notes).
            Libc.check("signal SIGCHLD", SIGNAL, Signals.CHLD, 0);
            Reaper reaper = new Reaper();
            Thread.ofPlatform().name("juke-reaper").daemon().stackSize(STACK).start(reaper::reap);
            running = reaper;
        }
        return running;
    }

    /**
     * The end of a process that is a child of ours, or will be reparented to us. What hangs on the future runs in a virtual thread.
     *
     * <p>Exits are remembered for a minute, so this may be called after the end. A number that a living process has by now is
     * taken for that one's.
     */
    public End adopt(int pid) {
        lock.lock();
        try {
            Exit exit = recent.get(pid);
            if (exit != null && !Signals.exists(pid)) {
                End end = new End(pid);
                end.complete(exit);
                return end;
            }
            return adopted.computeIfAbsent(pid, End::new);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends a signal to a process; never to another that has its number by now.
     *
     * @return false when it has been reaped
     * @throws LinuxException EPERM, EINVAL
     */
    public boolean signal(End process, int signal) throws LinuxException {
        return signal(process, process.pid(), signal);
    }

    /** As {@link #signal}, to all of the process group that it leads; false when the leader has been reaped. */
    public boolean signalGroup(End leader, int signal) throws LinuxException {
        return signal(leader, -leader.pid(), signal);
    }

    private boolean signal(End process, int target, int signal) throws LinuxException {
        lock.lock();
        try {
            boolean unreaped = process.equals(adopted.get(process.pid()));
            if (unreaped) {
                Signals.send(target, signal);
            }
            return unreaped;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Starts a process; {@link #adopt} tells its end.
     *
     * @return its pid
     * @throws LinuxException when it cannot be executed; ENOENT also when its directory does not exist
     */
    public int spawn(Command command) throws LinuxException {
        int pid = Spawn.start(command);
        lock.lock();
        try {
            spawned++;
            child.signal();
            return pid;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs a command to its end, in a process group of its own.
     *
     * <p>What it writes is collected, unless the command says where it goes; more than 1 MiB is read and dropped. When it has ended
     * while others still hold its pipes, they are left to themselves after a second.
     *
     * @param stdin what it reads; when empty, the command's own standard input
     * @param timeout its process group is killed (SIGKILL) after that
     * @throws InterruptedException the process group was killed
     */
    public Result run(Command command, byte[] stdin, Duration timeout) throws LinuxException, InterruptedException {
        return new Run(this, command, stdin).toItsEnd(timeout);
    }

    private void reap() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SIGINFO_SIZE, Long.BYTES);
            while (true) {
                long before = spawnedSoFar();
                if (Libc.call(WAITID, P_ALL, 0, info.address(), WEXITED | WNOWAIT) == 0) {
                    reap(info);
                } else {
                    awaitSpawnAfter(before);
                }
            }
        }
    }

    private static Exit exit(MemorySegment info) {
        int status = info.get(ValueLayout.JAVA_INT, STATUS);
        boolean signalled = info.get(ValueLayout.JAVA_INT, CODE) != CLD_EXITED;
        return new Exit(
                info.get(ValueLayout.JAVA_INT, PID),
                signalled ? 128 + status : status & 0xFF,
                signalled,
                Instant.now());
    }

    /** Takes away a zombie, under the lock: until then its number is nobody else's. */
    private void reap(MemorySegment info) {
        lock.lock();
        try {
            Exit exit = exit(info);
            Libc.call(WAITID, P_PID, exit.pid(), info.address(), WEXITED);
            recent.add(exit, System.nanoTime());
            End end = adopted.remove(exit.pid());
            if (end != null) {
                var _ = end.completeAsync(() -> exit, VIRTUAL);
            }
        } finally {
            lock.unlock();
        }
    }

    private long spawnedSoFar() {
        lock.lock();
        try {
            return spawned;
        } finally {
            lock.unlock();
        }
    }

    private void awaitSpawnAfter(long before) {
        lock.lock();
        try {
            while (spawned == before) {
                child.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
