/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Programs for the tests. {@link java.lang.Process} would lose its children to the reaper. */
final class Shell {
    static final Path PYTHON = Path.of("/usr/bin/python3");

    private static final Duration LONG = Duration.ofSeconds(20);

    private Shell() {}

    static Command sh(String script) {
        return Command.of("/bin/sh", "-c", script);
    }

    static Reaper.Result run(Command command) throws LinuxException, InterruptedException {
        return Reaper.start().run(command, new byte[0], LONG);
    }

    /** What a script wrote, which must succeed. */
    static String output(String script) throws LinuxException, InterruptedException {
        Reaper.Result result = run(sh(script));
        assertThat(new String(result.err(), UTF_8)).isEmpty();
        assertThat(result.status()).isZero();
        return new String(result.out(), UTF_8).strip();
    }

    static Exit end(int pid) throws Exception {
        return Reaper.start().adopt(pid).get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    static Path fifo(Path path) throws IOException {
        Fifo.make(path, PosixFilePermissions.fromString("rw-------"));
        return path;
    }

    static boolean runs(int pid) {
        return Files.exists(Path.of("/proc/" + pid));
    }

    static void eventually(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 500 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    static void assumeRoot() throws Exception {
        assumeTrue(output("id -u").equals("0"), "only root may mount");
    }

    static void assumePython() {
        assumeTrue(Files.isExecutable(PYTHON), PYTHON + " is not installed");
    }
}
