/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReaperTest {
    private Reaper reaper;

    @BeforeEach
    void start() throws LinuxException {
        reaper = Reaper.start();
    }

    @Test
    void thereIsOneReaper() throws LinuxException {
        assertThat(Reaper.start()).isSameAs(reaper);
    }

    @Test
    void anExitTellsItsStatusAndTime() throws Exception {
        Instant before = Instant.now();
        int pid = reaper.spawn(Shell.sh("exit 7"));
        Exit exit = Shell.end(pid);
        assertThat(exit.pid()).isEqualTo(pid);
        assertThat(exit.status()).isEqualTo(7);
        assertThat(exit.signalled()).isFalse();
        assertThat(exit.at()).isBetween(before, Instant.now());
    }

    @Test
    void aSignalIsAStatusAbove128() throws Exception {
        int pid = reaper.spawn(Command.of("sleep", "600"));
        Signals.send(pid, Signals.TERM);
        Exit exit = Shell.end(pid);
        assertThat(exit.status()).isEqualTo(143);
        assertThat(exit.signalled()).isTrue();
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> Signals.send(pid, Signals.TERM))
                .withMessage("kill " + pid + ": No such process (ESRCH)");
    }

    @Test
    void aSignalReachesAProcessAndItsGroupUntilItIsReaped() throws Exception {
        End end = reaper.adopt(reaper.spawn(Shell.sh("trap 'exit 5' USR1; while :; do sleep 0.05; done")));
        Shell.eventually(() -> catches(end.pid()));
        assertThat(reaper.signal(end, 10)).isTrue();
        assertThat(end.get().status()).isEqualTo(5);
        assertThat(reaper.signal(end, 10)).isFalse();
        End leader = reaper.adopt(reaper.spawn(Shell.sh("sleep 600 & wait").newProcessGroup()));
        assertThat(reaper.signalGroup(leader, Signals.KILL)).isTrue();
        assertThat(leader.get().status()).isEqualTo(137);
        assertThat(reaper.signalGroup(leader, Signals.KILL)).isFalse();
    }

    /** Whether a process has a handler for a signal: SigCgt of proc_pid_status(5). */
    private static boolean catches(int pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/status")).contains("SigCgt:\t0000000000000000");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aProcessThatHasTheNumberOfOneThatEndedIsNotSignalled() throws Exception {
        int pid = reaper.spawn(Command.of("sleep", "600"));
        // What is left of the one before.
        End before = new End(pid);
        assertThat(reaper.signal(before, Signals.KILL)).isFalse();
        End end = reaper.adopt(pid);
        assertThat(reaper.signal(before, Signals.KILL)).isFalse();
        assertThat(reaper.signalGroup(before, Signals.KILL)).isFalse();
        assertThat(Shell.runs(pid)).isTrue();
        assertThat(reaper.signal(end, Signals.KILL)).isTrue();
        assertThat(end.get().status()).isEqualTo(137);
    }

    @Test
    void aStatusOf143IsNotASignal() throws Exception {
        assertThat(Shell.end(reaper.spawn(Shell.sh("exit 143"))).signalled()).isFalse();
    }

    @Test
    void anExitIsRememberedUntilItIsAskedFor() throws Exception {
        int pid = reaper.spawn(Shell.sh("exit 3"));
        Shell.eventually(() -> !Shell.runs(pid));
        assertThat(Shell.end(pid).status()).isEqualTo(3);
    }

    @Test
    void anExitIsToldToAllWhoAsk() throws Exception {
        int pid = reaper.spawn(Shell.sh("sleep 0.2; exit 6"));
        CompletableFuture<Exit> first = reaper.adopt(pid);
        CompletableFuture<Exit> second = reaper.adopt(pid);
        assertThat(first.get().status()).isEqualTo(6);
        assertThat(second.get().status()).isEqualTo(6);
        assertThat(reaper.adopt(pid).get().status()).isEqualTo(6);
    }

    @Test
    void whatHangsOnAnExitDoesNotHoldUpTheOthers() throws Exception {
        int held = reaper.spawn(Command.of("sleep", "0.1"));
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Boolean> slow = reaper.adopt(held).thenApply(exit -> {
            await(release);
            return Thread.currentThread().isVirtual();
        });
        Shell.eventually(() -> !Shell.runs(held));
        assertThat(Shell.end(reaper.spawn(Command.of("true"))).status()).isZero();
        assertThat(slow).isNotDone();
        release.countDown();
        assertThat(slow.get()).isTrue();
    }

    @Test
    void aGrandchildThatIsLeftBehindIsOurs() throws Exception {
        int grandchild = Integer.parseInt(Shell.output("(sleep 0.3; exit 7) >/dev/null 2>&1 & echo $!"));
        Exit exit = Shell.end(grandchild);
        assertThat(exit.status()).isEqualTo(7);
    }

    @Test
    void aGrandchildThatEndedBeforeItIsAskedForIsRemembered() throws Exception {
        int grandchild = Integer.parseInt(Shell.output("(sleep 0.1; exit 9) >/dev/null 2>&1 & echo $!"));
        Shell.eventually(() -> !Shell.runs(grandchild));
        assertThat(Shell.end(grandchild).status()).isEqualTo(9);
    }

    @Test
    void childrenAreSeenAfterATimeWithoutAny() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(Shell.end(reaper.spawn(Shell.sh("exit " + i))).status()).isEqualTo(i);
            Thread.sleep(50);
        }
    }

    @Test
    void twoHundredQuickChildrenEndWithTheirOwnStatus() throws Exception {
        List<CompletableFuture<Exit>> ends = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            CompletableFuture<Exit> end = new CompletableFuture<>();
            ends.add(end);
            Command command = Shell.sh("exit " + i);
            threads.add(Thread.startVirtualThread(() -> spawn(command, end)));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(ends.get(i).get(30, TimeUnit.SECONDS).status()).isEqualTo(i);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void spawn(Command command, CompletableFuture<Exit> end) {
        try {
            end.complete(reaper.adopt(reaper.spawn(command)).join());
        } catch (LinuxException e) {
            end.completeExceptionally(e);
        }
    }

    @Test
    void aProgramThatDoesNotExistIsAnError() {
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> reaper.spawn(Command.of("/nowhere/program")))
                .withMessage("exec /nowhere/program: No such file or directory (ENOENT)")
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Libc.ENOENT))
                .satisfies(e -> assertThat(e.call()).isEqualTo("exec /nowhere/program"));
    }

    @Test
    void aProgramThatMayNotBeExecutedIsAnError() {
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> reaper.spawn(Command.of("/etc/passwd")))
                .withMessage("exec /etc/passwd: Permission denied (EACCES)");
    }

    @Test
    void aDirectoryThatDoesNotExistIsAnErrorThatNamesIt() {
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> reaper.spawn(Command.of("true").directory(Path.of("/nowhere"))))
                .withMessage("exec true in /nowhere: No such file or directory (ENOENT)");
    }

    @Test
    void ourOwnProcessGroupIsOutOfReach() {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Signals.send(-1, Signals.KILL));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Signals.send(0, Signals.KILL));
    }

    @Test
    void outputIsText() throws Exception {
        assertThat(new String(Shell.run(Shell.sh("printf 'ü\\n'")).out(), UTF_8))
                .isEqualTo("ü\n");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
