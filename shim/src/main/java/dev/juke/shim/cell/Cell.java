/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cell;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cell's directory, and the places that its tasks have in it. The launcher {@code containerd-shim-juke-v2} makes it, gives places, and
 * describes its files; here they are given back.
 */
public final class Cell {
    /** Different lines of which each is told once; more are not told. */
    private static final int MOST_LOGGED = 1000;

    private final Path directory;
    private final Path tasks;
    private final Set<String> logged = ConcurrentHashMap.newKeySet();
    private boolean removed;

    private Cell(Path directory) {
        this.directory = directory;
        this.tasks = directory.resolve("tasks");
    }

    /** Opens the directory that the launcher made. */
    public static Cell open(Path directory) {
        Cell cell = new Cell(directory.toAbsolutePath());
        if (!Files.isDirectory(cell.tasks)) {
            throw JukeException.notFound(directory + " is no cell's directory", "let containerd-shim-juke-v2 make it");
        }
        return cell;
    }

    /** The directory, whose path is short enough for a socket in it (unix(7)) with a name of up to two characters. */
    public Path directory() {
        return directory;
    }

    /** The socket at which containerd calls. */
    public Path socket() {
        return directory.resolve("s");
    }

    /** Tells the launcher that the socket is listened at. */
    public void publishAddress() {
        try {
            Trees.replace(directory.resolve("address"), ("unix://" + socket() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw IoFailure.of("the cell's address cannot be written", e);
        }
    }

    /**
     * Makes sure that a task has a place. Most have one from the launcher; the containers of a pod have none under containerd 2, which
     * calls the cell of their sandbox without starting the shim again.
     */
    public synchronized void claim(String id, Path bundle) {
        if (removed) {
            throw JukeException.conflict("the cell " + directory + " has ended", "try again");
        }
        try {
            write(place(id), bundle);
            write(bundle.resolve("juke-cell"), directory);
        } catch (IOException e) {
            throw IoFailure.of("task " + id + " gets no place in its cell", e);
        }
    }

    private static void write(Path file, Path content) throws IOException {
        if (!Files.exists(file)) {
            Files.writeString(file, content + "\n");
        }
    }

    /** Gives a task's place back, when nothing is left of the task. No place is fine. */
    public void release(String id) {
        try {
            Files.deleteIfExists(place(id));
        } catch (IOException e) {
            log("the place of task " + id + " cannot be given back: " + IoFailure.reason(e));
        }
    }

    private Path place(String id) {
        if (id.isEmpty() || id.startsWith(".") || id.indexOf('/') >= 0) {
            throw JukeException.input("'" + id + "' is no id of a task", "");
        }
        return tasks.resolve(id);
    }

    /** Whether no task has a place. */
    boolean isEmpty() throws IOException {
        try (DirectoryStream<Path> places = Files.newDirectoryStream(tasks)) {
            return !places.iterator().hasNext();
        }
    }

    /** When a place was last given or given back. */
    Instant changed() throws IOException {
        return Files.getLastModifiedTime(tasks).toInstant();
    }

    /** Gives back the places of tasks that never came, or went without a word: containerd has removed their bundles. */
    void releaseAbandoned() throws IOException {
        try (DirectoryStream<Path> places = Files.newDirectoryStream(tasks)) {
            for (Path place : places) {
                String bundle = bundleOf(place);
                if (!bundle.isEmpty() && !Files.isDirectory(Path.of(bundle))) {
                    log("task " + place.getFileName() + " is gone without having been deleted");
                    Files.deleteIfExists(place);
                }
            }
        }
    }

    private static String bundleOf(Path place) throws IOException {
        try {
            return Files.readString(place).strip();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** The lock above the cells of one kind, under which places are given and cells come and go. */
    Path keyLock() {
        return directory.resolveSibling("lock");
    }

    /** Removes the directory, and with the last cell of its kind the one above. Needs {@link #keyLock}. */
    synchronized void remove() throws IOException {
        removed = true;
        Trees.delete(directory);
        Path key = Trees.directoryOf(directory);
        try (DirectoryStream<Path> others = Files.newDirectoryStream(key, Files::isDirectory)) {
            if (!others.iterator().hasNext()) {
                Trees.delete(key);
            }
        }
    }

    /** As {@link #log}, but the same line only once. */
    public void logOnce(String line) {
        if (logged.size() < MOST_LOGGED && logged.add(line)) {
            log(line);
        }
    }

    /** Writes a line for the operator into the cell's log. */
    public synchronized void log(String line) {
        CellLog.append(directory.resolve("log"), line);
    }
}
