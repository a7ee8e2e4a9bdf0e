/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.Trees;
import dev.juke.linux.Command;
import dev.juke.linux.ConsoleSocket;
import dev.juke.linux.Copy;
import dev.juke.linux.EventFd;
import dev.juke.linux.Fd;
import dev.juke.linux.Fifo;
import dev.juke.linux.LinuxException;
import dev.juke.linux.Terminal;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The standard streams of one process. FIFOs are given to the process itself: nothing is copied, and a cell has no thread per container.
 * Beside each the cell keeps an end open, so that a reader that goes away (containerd starts anew) breaks nothing, and so that the reader
 * sees the end of output when the cell lets go, after the process has ended. Only a terminal is copied, and what goes to a file: the process
 * gets a pipe then, and nothing that it could rewrite.
 */
final class Stdio implements AutoCloseable {
    /** The runtime sends the terminal while it creates the container. */
    private static final Duration TERMINAL = Duration.ofSeconds(30);

    /** How long a reader may take for what a process wrote before it ended, and how long others may keep its streams. */
    private static final Duration DRAIN = Duration.ofSeconds(5);

    /** As ioctl_tty(2)'s struct winsize has 16 bits for each. */
    private static final int MAX_SIZE = 0xffff;

    private final Streams streams;
    private final List<Fd> kept = new ArrayList<>();
    private final List<Fd> given = new ArrayList<>();
    private final List<Thread> outputCopies = new ArrayList<>();
    private @Nullable Thread inputCopy;
    private @Nullable LogProgram logger;
    private @Nullable EventFd stop;
    private @Nullable Fd input;
    private @Nullable Fd output;
    private @Nullable Fd error;
    private @Nullable Fd inputKeeper;

    /** Guarded by {@link #kept}, since a change of its size does not wait for its last output. */
    private @Nullable Fd master;

    private @Nullable ConsoleSocket console;

    private Stdio(Streams streams) {
        this.streams = streams;
    }

    /**
     * Opens what the client named.
     *
     * @param consolePath where to listen for the terminal, a path that does not exist; used only with a terminal
     */
    static Stdio open(Streams streams, Path consolePath, LogProgram.Starter loggers)
            throws LinuxException, InterruptedException {
        Stdio stdio = new Stdio(streams);
        try {
            stdio.openInput();
            stdio.output = stdio.openOutput(streams.stdout());
            stdio.error = stdio.openOutput(streams.stderr());
            stdio.joinLogger(loggers);
            if (streams.terminal()) {
                stdio.console = ConsoleSocket.listen(consolePath);
            }
            return stdio;
        } catch (LinuxException | RuntimeException | InterruptedException e) {
            stdio.close();
            throw e;
        }
    }

    Streams streams() {
        return streams;
    }

    /** The streams of a process to be started: its own, or none where the terminal comes through the socket. */
    Command give(Command command) {
        if (streams.terminal()) {
            return command;
        }
        Command result = input == null ? command : command.stdin(input);
        result = output == null ? result : result.stdout(output);
        return error == null ? result : result.stderr(error);
    }

    /** The socket's path for {@code --console-socket}, or null without a terminal. */
    @Nullable
    Path consoleSocket() {
        return console == null ? null : console.path();
    }

    /** The process has its streams: the ends that it was given are closed here, or its terminal is fetched and copied. */
    void connect() throws LinuxException, InterruptedException {
        if (console == null) {
            closeAll(given);
            return;
        }
        Fd terminal = keep(console.accept(TERMINAL));
        synchronized (kept) {
            master = terminal;
        }
        closeConsole();
        Fd to = output == null ? keep(Fd.open(Path.of("/dev/null"), Fd.WRITE, 0)) : output;
        outputCopies.add(Copy.start("terminal-out", terminal, to, stop(), () -> {}));
        if (input != null) {
            inputCopy = Copy.start("terminal-in", input, terminal, stop(), () -> {});
        }
    }

    private EventFd stop() throws LinuxException {
        if (stop == null) {
            stop = EventFd.create();
        }
        return stop;
    }

    private void closeConsole() {
        if (console != null) {
            try {
                console.close();
            } catch (IOException e) {
                // The socket's file goes with the cell's directory.
            }
            console = null;
        }
    }

    /** The client will write no more: the process sees the end of its input. */
    synchronized void closeInput() {
        if (inputKeeper != null) {
            kept.remove(inputKeeper);
            inputKeeper.close();
            inputKeeper = null;
        }
    }

    /** Sets the terminal's size, in characters; without a terminal nothing happens, as in containerd's own shim. */
    void resize(int columns, int rows) throws LinuxException {
        synchronized (kept) {
            if (master != null) {
                Terminal.resize(master, Math.clamp(columns, 0, MAX_SIZE), Math.clamp(rows, 0, MAX_SIZE));
            }
        }
    }

    /** The process has ended: what it wrote is copied to the end, then all is closed. */
    @Override
    public synchronized void close() {
        closeConsole();
        synchronized (kept) {
            master = null;
        }
        if (stop != null) {
            endCopies(stop);
            stop = null;
        }
        inputKeeper = null;
        closeAll(given);
        closeAll(kept);
        if (logger != null) {
            logger.end();
            logger = null;
        }
    }

    private void endCopies(EventFd end) {
        try (end) {
            long last = System.nanoTime() + DRAIN.toNanos();
            for (Thread copy : outputCopies) {
                copy.join(Duration.ofNanos(last - System.nanoTime()));
            }
            end.signal();
            for (Thread copy : outputCopies) {
                copy.join();
            }
            if (inputCopy != null) {
                inputCopy.join();
            }
        } catch (LinuxException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        outputCopies.clear();
        inputCopy = null;
    }

    private void openInput() throws LinuxException {
        if (streams.stdin().isEmpty()) {
            return;
        }
        Path path = fifo(streams.stdin());
        inputKeeper = keep(Fifo.keep(path));
        input = give(Fifo.reader(path));
    }

    private @Nullable Fd openOutput(String name) throws LinuxException {
        if (name.isEmpty()) {
            return null;
        }
        if (name.startsWith("file:")) {
            return openFile(path(name));
        }
        if (name.startsWith("binary:")) {
            return null;
        }
        Path path = fifo(name);
        keep(Fifo.keep(path));
        return give(Fifo.writer(path));
    }

    /** Made with its directories when it is missing, as containerd's own shim does. */
    private Fd openFile(Path path) throws LinuxException {
        try {
            Files.createDirectories(Trees.directoryOf(path));
        } catch (IOException e) {
            throw IoFailure.of("the directory of " + path + " cannot be made", e);
        }
        Fd file = keep(Fd.open(path, Fd.WRITE | Fd.APPEND | Fd.CREATE, 0644));
        if (streams.terminal()) {
            return file;
        }
        Fd[] pipe = Fd.pipe();
        Fd from = keep(pipe[0]);
        Fd process = give(pipe[1]);
        outputCopies.add(Copy.start("file-out", from, file, stop(), () -> {}));
        return process;
    }

    /** A program that takes the output gets both streams. */
    private void joinLogger(LogProgram.Starter loggers) throws LinuxException, InterruptedException {
        if (streams.stdout().startsWith("binary:")) {
            LogProgram started = loggers.start(uri(streams.stdout()));
            logger = started;
            output = give(started.output());
            error = give(started.error());
        }
    }

    private static Path fifo(String name) {
        return name.startsWith("fifo:") ? path(name) : absolute(name, name);
    }

    private static Path path(String uri) {
        return absolute(String.valueOf(uri(uri).getPath()), uri);
    }

    private static URI uri(String name) {
        try {
            return new URI(name);
        } catch (URISyntaxException e) {
            throw JukeException.input("a stream's URI is wrong: " + e.getMessage(), "encode blanks and the like");
        }
    }

    private static Path absolute(String path, String name) {
        if (!path.startsWith("/")) {
            throw JukeException.input("a stream must be an absolute path: " + name, "give an absolute path");
        }
        return Path.of(path);
    }

    private Fd keep(Fd fd) {
        kept.add(fd);
        return fd;
    }

    /** With a terminal the ends stay here, for copying. */
    private Fd give(Fd fd) throws LinuxException {
        (streams.terminal() ? kept : given).add(fd);
        Streams.Owner owner = streams.owner();
        if (!streams.terminal() && !owner.isRoot()) {
            fd.owner(owner.uid(), owner.gid());
        }
        return fd;
    }

    private static void closeAll(List<Fd> fds) {
        fds.forEach(Fd::close);
        fds.clear();
    }
}
