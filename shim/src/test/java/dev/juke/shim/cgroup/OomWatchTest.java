/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.base.JukeException.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OomWatchTest {
    /** Grows until it is killed. */
    private static final String HOG = "tail /dev/zero; ";

    /** Longer than any notification is late. */
    private static final long QUIET_MILLIS = 1500;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final OomWatch watch = new OomWatch(told::add);

    @TempDir
    Path empty;

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void everyKillIsToldOnceWhileTheContainerLives() throws IOException, InterruptedException {
        try (MemoryLimit limit = MemoryLimit.create("lives").mebibytes(20)) {
            watch.add("a", limit.cgroup());
            Process process = limit.start(HOG + "read go; " + HOG + "read go");

            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
            assertThat(told.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)).isNull();

            process.outputWriter().write("go\n");
            process.outputWriter().flush();
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
            assertThat(told.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)).isNull();

            process.destroyForcibly().waitFor();
            watch.remove("a");
            assertThat(told).isEmpty();
        }
    }

    @Test
    void theKillOfTheFirstProcessIsToldBeforeItsWatchEnds() throws IOException, InterruptedException {
        try (MemoryLimit limit = MemoryLimit.create("dies").mebibytes(20)) {
            watch.add("a", limit.cgroup());

            assertThat(limit.start("exec " + HOG).waitFor()).isEqualTo(128 + 9);
            watch.remove("a");

            assertThat(told).containsExactly("a");
            assertThat(told.take()).isEqualTo("a");
            assertThat(told.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void whatWasKilledBeforeIsNotTold() throws IOException, InterruptedException {
        try (MemoryLimit limit = MemoryLimit.create("before").mebibytes(20)) {
            limit.start("exec " + HOG).waitFor();

            watch.add("a", limit.cgroup());
            watch.remove("a");

            assertThat(told).isEmpty();
        }
    }

    @Test
    void ofTwoContainersBelowOneLimitOnlyThatWhichLostAProcessIsTold() throws IOException, InterruptedException {
        try (MemoryLimit pod = MemoryLimit.create("pod").mebibytes(20);
                MemoryLimit greedy = pod.child("greedy");
                MemoryLimit modest = pod.child("modest")) {
            watch.add("greedy", greedy.cgroup());
            watch.add("modest", modest.cgroup());

            greedy.start("exec " + HOG).waitFor();

            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("greedy");
            assertThat(told.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void aKillInACgroupBelowIsTheContainers() throws IOException, InterruptedException {
        try (MemoryLimit container = MemoryLimit.create("outer").mebibytes(20);
                MemoryLimit inner = container.child("inner")) {
            watch.add("a", container.cgroup());

            inner.start("exec " + HOG).waitFor();

            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
            assertThat(told.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void theRemovalOfACgroupIsNoKill() throws IOException, InterruptedException {
        try (MemoryLimit limit = MemoryLimit.create("removed").mebibytes(20)) {
            watch.add("a", limit.cgroup());
        }

        assertThat(told.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)).isNull();
        watch.remove("a");
        assertThat(told).isEmpty();
    }

    @Test
    void withoutAMemoryControllerThereIsNothingToWatch() {
        watch.add("v1", new LegacyCgroup(Map.of("cpu", empty), empty));
        watch.add("v2", new UnifiedCgroup(empty));

        watch.remove("v1");
        watch.remove("v2");
        watch.remove("never added");

        assertThat(told).isEmpty();
    }

    @Test
    void withoutNotificationsAKillIsToldAtTheEnd() throws IOException {
        Path control = empty.resolve("memory.oom_control");
        Files.writeString(control, "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
        Cgroup cgroup = new LegacyCgroup(Map.of("memory", empty), empty);
        Files.createDirectory(empty.resolve("cgroup.event_control"));

        assertThatThrownBy(() -> watch.add("a", cgroup))
                .isInstanceOfSatisfying(
                        JukeException.class, e -> assertThat(e.category()).isEqualTo(Category.HOST))
                .hasMessageContaining("the memory of a cannot be watched");
        Files.writeString(control, "oom_kill_disable 0\nunder_oom 0\noom_kill 4\n");
        watch.remove("a");

        assertThat(told).containsExactly("a");
    }

    @Test
    void processesThatWaitForMemoryAreToldLikeAKill() throws IOException {
        Path control = empty.resolve("memory.oom_control");
        Files.writeString(control, "oom_kill_disable 1\nunder_oom 0\noom_kill 0\n");
        OomState before = OomState.of(new LegacyCgroup(Map.of("memory", empty), empty));
        Files.writeString(control, "oom_kill_disable 1\nunder_oom 1\noom_kill 0\n");
        OomState after = OomState.of(new LegacyCgroup(Map.of("memory", empty), empty));

        assertThat(after.isWorseThan(before)).isTrue();
        assertThat(after.isWorseThan(after)).isFalse();
    }

    @Test
    void aCounterThatCannotBeReadForAMomentDoesNotStartAnew() {
        OomState before = new OomState(Map.of(empty, 2L, empty.resolve("gone"), 1L), false);

        OomState after = OomState.NONE.completedBy(before);

        assertThat(after.kills()).isEqualTo(Map.of(empty, 2L));
    }
}
