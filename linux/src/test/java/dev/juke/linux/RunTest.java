/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path directory;

    private static Reaper.Result run(String script, byte[] stdin, Duration timeout) throws Exception {
        return Reaper.start().run(Shell.sh(script), stdin, timeout);
    }

    private static Reaper.Result run(String script) throws Exception {
        return run(script, new byte[0], Duration.ofSeconds(20));
    }

    @Test
    void bothOutputsAndTheStatusAreTold() throws Exception {
        Reaper.Result result = run("echo out; echo err >&2; exit 3");
        assertThat(new String(result.out(), UTF_8)).isEqualTo("out\n");
        assertThat(new String(result.err(), UTF_8)).isEqualTo("err\n");
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.timedOut()).isFalse();
    }

    @Test
    void aLargeInputArrivesWhole() throws Exception {
        Reaper.Result result = run("wc -c", new byte[5 * MIB], Duration.ofSeconds(20));
        assertThat(new String(result.out(), UTF_8).strip()).isEqualTo(Integer.toString(5 * MIB));
    }

    @Test
    void anInputThatNobodyReadsDoesNotMatter() throws Exception {
        assertThat(run("exit 4", new byte[MIB], Duration.ofSeconds(20)).status())
                .isEqualTo(4);
    }

    @Test
    void withoutInputThereIsAnEndOfFileAtOnce() throws Exception {
        assertThat(run("cat; echo end").out()).asString(UTF_8).isEqualTo("end\n");
    }

    @Test
    void aFloodIsDrainedAndCut() throws Exception {
        Reaper.Result result = run("head -c 20000000 /dev/zero & head -c 20000000 /dev/zero >&2; wait; exit 5");
        assertThat(result.out()).hasSize(MIB);
        assertThat(result.err()).hasSize(MIB);
        assertThat(result.status()).isEqualTo(5);
    }

    @Test
    void aTimeoutKillsTheWholeProcessGroup() throws Exception {
        Path pid = directory.resolve("pid");
        Reaper.Result result =
                run("echo begun; sleep 600 & echo $! > " + pid + "; wait", new byte[0], Duration.ofMillis(500));
        assertThat(result.timedOut()).isTrue();
        assertThat(result.status()).isEqualTo(137);
        assertThat(new String(result.out(), UTF_8)).isEqualTo("begun\n");
        int grandchild = Integer.parseInt(Files.readString(pid).strip());
        Shell.eventually(() -> !Shell.runs(grandchild));
    }

    @Test
    void aGrandchildThatKeepsThePipesDoesNotHoldUpTheResult() throws Exception {
        long before = System.nanoTime();
        Reaper.Result result = run("sleep 600 & echo $!");
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));
        assertThat(result.timedOut()).isFalse();
        int grandchild = Integer.parseInt(new String(result.out(), UTF_8).strip());
        Signals.send(grandchild, Signals.KILL);
        assertThat(Shell.end(grandchild).status()).isEqualTo(137);
    }

    @Test
    void anOutputThatGoesElsewhereIsNotCollected() throws Exception {
        Path file = directory.resolve("out");
        try (Fd out = Fd.open(file, Fd.WRITE | Fd.CREATE, 0600)) {
            Reaper.Result result = Shell.run(Shell.sh("echo out; echo err >&2").stdout(out));
            assertThat(result.out()).isEmpty();
            assertThat(new String(result.err(), UTF_8)).isEqualTo("err\n");
        }
        assertThat(file).hasContent("out\n");
    }

    @Test
    void anInterruptKillsTheCommand() throws Exception {
        Path pid = directory.resolve("pid");
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread thread = Thread.startVirtualThread(() -> {
            try {
                run("echo $$ > " + pid + "; exec sleep 600");
            } catch (InterruptedException e) {
                interrupted.set(true);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Shell.eventually(() -> pid.toFile().length() > 0);
        thread.interrupt();
        thread.join();
        assertThat(interrupted).isTrue();
        int process = Integer.parseInt(Files.readString(pid).strip());
        Shell.eventually(() -> !Shell.runs(process));
    }

    @Test
    void manyAtOnceInVirtualThreadsTakeNoLongerThanOne() throws Exception {
        List<CompletableFuture<Integer>> ends = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            CompletableFuture<Integer> end = new CompletableFuture<>();
            ends.add(end);
            Thread.startVirtualThread(() -> {
                try {
                    end.complete(run("sleep 1").status());
                } catch (Exception e) {
                    end.completeExceptionally(e);
                }
            });
        }
        long before = System.nanoTime();
        for (CompletableFuture<Integer> end : ends) {
            assertThat(end.get(20, TimeUnit.SECONDS)).isZero();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void noDescriptorIsLeftOpen() throws Exception {
        run("true");
        int before = descriptors();
        for (int i = 0; i < 20; i++) {
            run("echo x", new byte[10], Duration.ofSeconds(20));
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before + 2);
    }

    private static int descriptors() {
        return new java.io.File("/proc/self/fd").list().length;
    }
}
