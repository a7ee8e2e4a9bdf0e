/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A real cgroup of the kernel's memory controller, v1 or v2, whichever this machine has. */
final class MemoryLimit implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final Path V1 = ROOT.resolve("memory");

    private final Path directory;
    private final boolean legacy;

    private MemoryLimit(Path directory, boolean legacy) {
        this.directory = directory;
        this.legacy = legacy;
    }

    /** A new cgroup. A test that cannot have one is skipped and says so. */
    static MemoryLimit create(String name) throws IOException {
        boolean legacy = Files.exists(V1.resolve("memory.oom_control"));
        boolean unified = Files.exists(ROOT.resolve("cgroup.subtree_control"));
        assumeTrue(legacy || unified, "no memory cgroups are mounted");
        Path parent = legacy ? V1 : ROOT;
        assumeTrue(Files.isWritable(parent.resolve("cgroup.procs")), "only root may make cgroups");
        if (!legacy) {
            Files.writeString(ROOT.resolve("cgroup.subtree_control"), "+memory");
        }
        long pid = ProcessHandle.current().pid();
        return new MemoryLimit(Files.createDirectory(parent.resolve("juke-test-" + pid + "-" + name)), legacy);
    }

    /** A cgroup below this one. */
    MemoryLimit child(String name) throws IOException {
        if (!legacy) {
            Files.writeString(directory.resolve("cgroup.subtree_control"), "+memory");
        }
        return new MemoryLimit(Files.createDirectory(directory.resolve(name)), legacy);
    }

    /** Sets the limit. */
    MemoryLimit mebibytes(int limit) throws IOException {
        String file = legacy ? "memory.limit_in_bytes" : "memory.max";
        Files.writeString(directory.resolve(file), limit + "M");
        return this;
    }

    Cgroup cgroup() {
        return legacy
                ? new LegacyCgroup(Map.of("memory", directory), Path.of("/proc/partitions"))
                : new UnifiedCgroup(directory);
    }

    /** Starts a shell script in it. */
    Process start(String script) throws IOException {
        String enter = "echo $$ >" + directory + "/cgroup.procs; ";
        return new ProcessBuilder(List.of("sh", "-c", enter + script))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Removes it; its last process may take a moment to be gone. */
    @Override
    public void close() throws IOException {
        for (int tries = 0; tries < 50 && !cgroup().pids().isEmpty(); tries++) {
            LockSupport.parkNanos(20_000_000);
        }
        Files.deleteIfExists(directory);
    }
}
