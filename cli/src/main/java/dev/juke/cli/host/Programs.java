/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Programs of this host. */
final class Programs {
    private static final List<String> SYSTEM =
            List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/bin", "/bin");
    private static final long LIMIT_SECONDS = 10;

    private Programs() {}

    /** Where a program lies, or null. The system's directories count also for users who do not have them in PATH. */
    static @Nullable Path find(String name, String searchPath) {
        for (String directory : searchPath.split(":", -1)) {
            Path candidate = Path.of(directory).resolve(name);
            if (!directory.isEmpty() && Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        for (String directory : SYSTEM) {
            Path candidate = Path.of(directory, name);
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    /**
     * How a program ended.
     *
     * @param status its exit status; -1 when it could not be started or did not end in time
     * @param text all that it printed
     */
    record Result(int status, String text) {
        /** The first line of it. */
        String firstLine() {
            return text.strip().lines().findFirst().orElse("");
        }

        /** The last line of it. */
        String lastLine() {
            return text.strip().lines().reduce("", (_, line) -> line);
        }
    }

    /** Runs a program without input. */
    static Result run(String... command) {
        Process process = null;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            String text;
            try (InputStream output = process.getInputStream()) {
                text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            }
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            return new Result(ended ? process.exitValue() : -1, text);
        } catch (IOException e) {
            return new Result(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(-1, "interrupted");
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }
}
