/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Programs as the JDK runs them: not for a JVM in which another takes every child's exit (dev.juke.linux.Reaper). */
final class JavaPrograms implements HostProbe.Programs {
    private static final long TIMEOUT_SECONDS = 10;

    /** Over a file: a pipe would be read for ever. */
    @Override
    public String output(List<String> command) {
        Path file = null;
        Process process = null;
        try {
            file = Files.createTempFile("juke-probe", ".txt");
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(file.toFile())
                    .start();
            return process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
            remove(file);
        }
    }

    private static void remove(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // A file of the temporary directory; whoever cleans that takes it.
            return;
        }
    }
}
