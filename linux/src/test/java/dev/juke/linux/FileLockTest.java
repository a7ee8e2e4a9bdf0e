/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileLockTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("lock");
    }

    private int flock() throws Exception {
        return Shell.run(Command.of("flock", "-n", "-E", "9", file.toString(), "true"))
                .status();
    }

    @Test
    void ourLockKeepsFlockOut() throws Exception {
        try (FileLock lock = FileLock.lock(file)) {
            assertThat(lock).isNotNull();
            assertThat(flock()).isEqualTo(9);
        }
        assertThat(flock()).isZero();
    }

    @Test
    void flockKeepsUsOutAndLetsUsInWhenItEnds() throws Exception {
        Path held = directory.resolve("held");
        int holder = Reaper.start().spawn(Shell.sh("flock " + file + " sh -c '>" + held + "; sleep 1'"));
        Shell.eventually(() -> held.toFile().exists());
        assertThat(FileLock.tryLock(file)).isNull();
        try (FileLock lock = FileLock.lock(file)) {
            assertThat(lock).isNotNull();
            assertThat(Shell.end(holder).status()).isZero();
        }
    }

    @Test
    void aLockExcludesOthersInThisProcessToo() throws Exception {
        try (FileLock lock = Objects.requireNonNull(FileLock.tryLock(file))) {
            assertThat(lock).isNotNull();
            assertThat(FileLock.tryLock(file)).isNull();
        }
    }

    @Test
    void aNamespaceCanBeALock() throws Exception {
        Path namespace = Path.of("/proc/self/ns/net");
        String flock = "flock -n -E 9 /proc/" + ProcessHandle.current().pid() + "/ns/net true; echo $?";
        try (FileLock lock = FileLock.lockExisting(namespace)) {
            assertThat(lock).isNotNull();
            assertThat(Shell.output(flock)).isEqualTo("9");
        }
        assertThat(Shell.output(flock)).isEqualTo("0");
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> FileLock.lockExisting(file))
                .withMessage("open " + file + ": No such file or directory (ENOENT)");
        assertThat(file).doesNotExist();
    }

    @Test
    void anInheritedLockIsTakenOver() throws Exception {
        Fd inherited = Fd.open(file, Fd.READ_WRITE | Fd.CREATE, 0600);
        Command flock = Shell.sh("flock 3").inherit(3, inherited);
        assertThat(Shell.run(flock).status()).isZero();
        assertThat(flock()).isEqualTo(9);
        FileLock lock = FileLock.adopt(inherited.number());
        assertThat(flock()).isEqualTo(9);
        lock.close();
        assertThat(flock()).isZero();
    }

    @Test
    void aDescriptorWhoseLockAnotherHoldsIsNotTakenOver() throws Exception {
        try (FileLock lock = FileLock.lock(file);
                Fd other = Fd.open(file, Fd.READ_WRITE, 0)) {
            assertThat(lock).isNotNull();
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> FileLock.adopt(other.number()))
                    .satisfies(e -> assertThat(e.errno()).isEqualTo(Libc.EAGAIN));
        }
    }

    @Test
    void virtualThreadsThatWaitDoNotStarveTheHolder() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                try (FileLock lock = FileLock.lock(file)) {
                    Objects.requireNonNull(lock);
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.sleep(20);
                    inside.decrementAndGet();
                } catch (LinuxException | InterruptedException e) {
                    most.set(99);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most).hasValue(1);
    }
}
