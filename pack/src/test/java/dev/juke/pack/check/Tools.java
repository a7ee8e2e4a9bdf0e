/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Programs of others, as judges. */
public final class Tools {
    private Tools() {}

    /** Runs a program and returns what it printed. A test whose program is not on this machine is skipped and says so. */
    public static String run(String... command) throws IOException, InterruptedException {
        String program = Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1))
                .map(directory -> Path.of(directory, command[0]))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse("");
        assumeTrue(!program.isEmpty(), command[0] + " is not installed");
        String[] words = command.clone();
        words[0] = program;
        Process process =
                new ProcessBuilder(List.of(words)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
