/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real containerd with everything of its own below one directory. It needs root. */
public final class PrivateContainerd {
    private final Path directory;
    private @Nullable Process process;

    private PrivateContainerd(Path directory) {
        this.directory = directory;
    }

    /** Starts one, and returns when it answers; on a machine that cannot, what it gives does nothing but {@link #assume}. */
    public static PrivateContainerd start(Path directory) throws IOException, InterruptedException {
        PrivateContainerd containerd = new PrivateContainerd(directory);
        if (missing() != null) {
            return containerd;
        }
        Files.writeString(directory.resolve("config.toml"), """
                version = 2
                root = "%1$s/root"
                state = "%1$s/state"
                disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
                [grpc]
                  address = "%1$s/s"
                [ttrpc]
                  address = ""
                """.formatted(directory));
        try {
            containerd.start();
            return containerd;
        } catch (IOException | InterruptedException | AssertionError e) {
            containerd.stop();
            throw e;
        }
    }

    /** To be called before each test, so that each that is skipped is counted. */
    public void assume() {
        String missing = missing();
        assumeTrue(missing == null, missing);
    }

    private static @Nullable String missing() {
        for (String program : List.of("containerd", "ctr", "tar")) {
            if (Stream.of(System.getenv("PATH").split(":", -1))
                    .noneMatch(place -> Files.isExecutable(Path.of(place, program)))) {
                return program + " is not installed";
            }
        }
        return "root".equals(System.getProperty("user.name")) ? null : "containerd needs root";
    }

    /** Where it listens. */
    public Path socket() {
        return directory.resolve("s");
    }

    void start() throws IOException, InterruptedException {
        Process started = new ProcessBuilder(
                        "containerd", "-c", directory.resolve("config.toml").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
        process = started;
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!run("ctr", "-a", socket().toString(), "--connect-timeout", "1s", "version")) {
            assertThat(started.isAlive())
                    .as(() -> "containerd ended: see " + directory.resolve("log"))
                    .isTrue();
            assertThat(System.nanoTime()).as("containerd does not answer").isLessThan(end);
            Thread.sleep(20);
        }
    }

    /** Runs {@code ctr} and wants it to succeed. */
    public void ctr(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ctr", "-a", socket().toString()));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("ctr.out");
        assertThat(run(command.toArray(String[]::new)))
                .as(() -> String.join(" ", command) + ": " + read(output))
                .isTrue();
    }

    private boolean run(String... command) throws IOException, InterruptedException {
        Process program = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("ctr.out").toFile())
                .start();
        program.getOutputStream().close();
        if (!program.waitFor(60, TimeUnit.SECONDS)) {
            program.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " takes more than a minute");
        }
        return program.exitValue() == 0;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Ends it. */
    public void stop() throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        }
    }
}
