/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With {@code cgroup.events}, which changes as {@code memory.events} does, and is there without any controller. */
@Timeout(60)
class ChangedFileTest {
    @Test
    void eachChangeWakesAndSilenceDoesNot() throws IOException, InterruptedException {
        Path cgroup = create("changes");
        Semaphore woken = new Semaphore(0);
        try (ChangedFile _ = ChangedFile.of(cgroup.resolve("cgroup.events"), woken::release)) {
            assertThat(woken.tryAcquire(200, TimeUnit.MILLISECONDS)).isFalse();
            for (int times = 0; times < 3; times++) {
                Process process = new ProcessBuilder(
                                List.of("sh", "-c", "echo $$ >" + cgroup + "/cgroup.procs; read go"))
                        .start();
                assertThat(woken.tryAcquire(5, TimeUnit.SECONDS))
                        .as("populated")
                        .isTrue();
                process.outputWriter().close();
                process.waitFor();
                assertThat(woken.tryAcquire(5, TimeUnit.SECONDS)).as("empty").isTrue();
            }
            assertThat(woken.tryAcquire(200, TimeUnit.MILLISECONDS)).isFalse();
        } finally {
            Files.delete(cgroup);
        }
    }

    private static Path create(String name) throws IOException {
        List<Path> roots = Stream.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified")
                .map(Path::of)
                .filter(root -> Files.isWritable(root.resolve("cgroup.subtree_control")))
                .toList();
        assumeTrue(!roots.isEmpty(), "no cgroup v2 is mounted, or not for us");
        return Files.createDirectory(
                roots.getFirst().resolve("juke-test-" + ProcessHandle.current().pid() + "-" + name));
    }
}
