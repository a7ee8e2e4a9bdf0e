/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.linux.FileLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class IdleEndTest {
    private static final Duration IDLE = Duration.ofMillis(300);

    @TempDir
    private Path state = Path.of("");

    private Path directory = Path.of("");
    private Path bundle = Path.of("");
    private Thread waiting = new Thread();
    private final CountDownLatch ended = new CountDownLatch(1);

    @BeforeEach
    void makeDirectories() throws IOException {
        directory = state.resolve("77/12");
        bundle = Files.createDirectory(state.resolve("bundle"));
        Files.createDirectories(directory.resolve("tasks"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        waiting.interrupt();
        waiting.join();
    }

    private Cell started() {
        Cell cell = Cell.open(directory);
        cell.claim("a", bundle);
        waiting = Thread.ofPlatform().start(new IdleEnd(cell, IDLE, () -> false, ended::countDown));
        return cell;
    }

    private boolean endsWithin(Duration time) throws InterruptedException {
        return ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Test
    void aCellWithATaskStays() throws InterruptedException {
        started();
        assertThat(endsWithin(IDLE.multipliedBy(4))).isFalse();
        assertThat(directory).exists();
    }

    @Test
    void aCellEndsWhenItsLastTaskHasBeenGoneForAWhile() throws InterruptedException {
        Cell cell = started();
        assertThat(endsWithin(IDLE.multipliedBy(2))).isFalse();
        cell.release("a");
        long released = System.nanoTime();
        assertThat(endsWithin(Duration.ofSeconds(30))).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - released)).isGreaterThan(IDLE.dividedBy(2));
        assertThat(state.resolve("77")).doesNotExist();
    }

    @Test
    void aTaskWhoseBundleHasGoneDoesNotKeepIt() throws InterruptedException, IOException {
        started();
        Files.delete(bundle.resolve("juke-cell"));
        Files.delete(bundle);
        assertThat(endsWithin(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void aPlaceGivenWhileItWaitsForTheLockKeepsIt() throws InterruptedException, IOException {
        Cell cell = started();
        try (FileLock _ = FileLock.lock(cell.keyLock())) {
            cell.release("a");
            assertThat(endsWithin(IDLE.multipliedBy(4))).isFalse();
            // As the launcher, which holds the lock.
            Files.writeString(directory.resolve("tasks/b"), bundle + "\n");
        }
        assertThat(endsWithin(IDLE.multipliedBy(2))).isFalse();
        assertThat(directory).exists();
        cell.release("b");
        assertThat(endsWithin(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void itIsGoneBeforeTheLockIsFree() throws InterruptedException, IOException {
        Cell cell = Cell.open(directory);
        waiting = Thread.ofPlatform().start(new IdleEnd(cell, IDLE, () -> false, () -> {
            assertThat(directory).doesNotExist();
            ended.countDown();
        }));
        assertThat(endsWithin(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void aTaskWithoutAPlaceKeepsIt() throws InterruptedException {
        AtomicBoolean busy = new AtomicBoolean(true);
        waiting = Thread.ofPlatform().start(new IdleEnd(Cell.open(directory), IDLE, busy::get, ended::countDown));
        assertThat(endsWithin(IDLE.multipliedBy(4))).isFalse();
        busy.set(false);
        assertThat(endsWithin(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void withoutItsDirectoryItStays() throws InterruptedException, IOException {
        Cell cell = Cell.open(directory);
        Files.delete(directory.resolve("tasks"));
        waiting = Thread.ofPlatform().start(new IdleEnd(cell, IDLE, () -> false, ended::countDown));
        assertThat(endsWithin(IDLE.multipliedBy(4))).isFalse();
    }
}
