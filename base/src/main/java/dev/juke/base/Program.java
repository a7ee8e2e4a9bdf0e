/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Another program, called once: it is given its standard input, and what it says is kept.
 *
 * @param command its name, found in {@code PATH}, and its arguments
 * @param environment all its variables
 */
public record Program(List<String> command, Map<String, String> environment) {
    /** More than that of what a program says is not kept, bytes. */
    private static final int OUTPUT_LIMIT = 1 << 20;

    /** Keeps copies. */
    public Program {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /**
     * What a program did.
     *
     * @param code its exit code
     * @param output what it wrote to standard output
     * @param error what it wrote to standard error
     */
    public record Result(int code, String output, String error) {
        /** Its words on what went wrong, in one line. */
        public String complaint() {
            String words = (error.isBlank() ? output : error).strip().replaceAll("\\s*\n\\s*", " / ");
            return words.isEmpty() ? "it ended with exit code " + code : words;
        }
    }

    /** What a program reads. */
    @FunctionalInterface
    public interface Input {
        /** Writes it; the stream is left open. */
        void write(OutputStream out) throws IOException;
    }

    /**
     * Runs it to its end.
     *
     * @param limit it is killed when it runs for longer after it has got its input
     * @param hint what to do when there is no such program
     */
    public Result run(Input input, Duration limit, String hint) {
        String name = command.getFirst();
        try {
            Path place = Path.of(System.getProperty("java.io.tmpdir"));
            try (Temporary output = Temporary.file(place, "juke-program");
                    Temporary error = Temporary.file(place, "juke-program")) {
                Process process = start(output.path(), error.path(), hint);
                try {
                    feed(process, input);
                    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                        throw JukeException.host(
                                name + " did not end within " + limit.toSeconds() + " s",
                                "call it yourself to see why");
                    }
                    return new Result(process.exitValue(), text(output.path()), text(error.path()));
                } finally {
                    process.destroyForcibly();
                }
            }
        } catch (IOException e) {
            throw IoFailure.of(name + " cannot be used", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JukeException.host("the wait for " + name + " was interrupted", "try again");
        }
    }

    private Process start(Path output, Path error, String hint) {
        List<String> words = new ArrayList<>(command);
        words.set(0, found(command.getFirst()));
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectOutput(output.toFile()).redirectError(error.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new JukeException(
                    JukeException.Category.HOST, "there is no program " + command.getFirst() + " here", hint, e);
        }
    }

    /** Where it lies: the JDK would look where this process finds programs, not where the environment says. */
    private String found(String name) {
        if (name.indexOf('/') < 0) {
            for (String directory : environment.getOrDefault("PATH", "").split(":", -1)) {
                Path file = Path.of(directory, name);
                if (!directory.isEmpty() && Files.isRegularFile(file) && Files.isExecutable(file)) {
                    return file.toString();
                }
            }
        }
        return name;
    }

    /** A program that ends before it has read all has a reason, which its exit code and its words tell better than a broken pipe. */
    private static void feed(Process process, Input input) throws IOException {
        OutputStream pipe = process.getOutputStream();
        Pipe guarded = new Pipe(pipe);
        try {
            input.write(guarded);
            guarded.close();
        } catch (IOException e) {
            if (!guarded.broken) {
                throw e;
            }
        }
    }

    private static String text(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(OUTPUT_LIMIT);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Tells a failure of the pipe from one of what is written to it. */
    private static final class Pipe extends OutputStream {
        private final OutputStream pipe;
        private boolean broken;

        private Pipe(OutputStream pipe) {
            this.pipe = pipe;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                pipe.write(bytes, offset, length);
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            try {
                pipe.close();
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }
    }
}
