/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.direct;

import dev.juke.base.IoFailure;
import dev.juke.base.Trees;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one container. {@code container.json} is what makes it one: it comes last and goes first, so that a directory without
 * it is the remains of something that was interrupted.
 *
 * @param path absolute
 */
record ContainerDirectory(Path path) {
    static final String CONSOLE_LOG = "console.log";
    static final String LAUNCH = "launch";
    static final String KERNEL = "kernel";
    static final String INITRD = "initrd";
    static final String BLOCK = "block";

    private static final String DESCRIPTION = "container.json";
    private static final String AUTO_REMOVE = "auto-remove";
    /** More than there are files in a directory: each attempt that fails met one that somebody else had just deleted. */
    private static final int DELETIONS = 100;

    private static final long MAX_DESCRIPTION_BYTES = 4 << 20;

    Path file(String name) {
        return path.resolve(name);
    }

    /** Makes the container known. */
    void describe(Container container) throws IOException {
        Path temporary = file("container.new");
        Files.write(temporary, Json.bytes(ContainerJson.write(container)));
        Files.move(temporary, file(DESCRIPTION), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The container, or null when this directory is (no longer or not yet) one. */
    @Nullable
    Container description() {
        Path file = file(DESCRIPTION);
        try {
            // Empty is what a crash of the whole machine leaves of a file that was just written.
            if (Files.size(file) == 0) {
                return null;
            }
            JsonObject json = Json.readObject(file, "container description", MAX_DESCRIPTION_BYTES);
            return ContainerJson.read(json);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw IoFailure.of(file + " cannot be read", e);
        }
    }

    /** Notes that the container is to be removed at its end, and the process that becomes its juke-init or waits for it. */
    void markAutoRemove(ProcessId launcher) throws IOException {
        Files.writeString(file(AUTO_REMOVE), launcher.pid() + " " + launcher.start());
    }

    /** Whether the container is over and was to be removed at its end, or nobody will ever start it. */
    private boolean isToBeRemoved(Life life) throws IOException {
        if (!Files.exists(file(AUTO_REMOVE))) {
            return false;
        }
        return switch (life) {
            case Life.Alive _ -> false;
            case Life.Ended _ -> true;
            case Life.Created _ -> {
                String[] launcher = Files.readString(file(AUTO_REMOVE), StandardCharsets.US_ASCII)
                        .split(" ", -1);
                yield launcher.length == 2 && !new ProcessId(Long.parseLong(launcher[0]), launcher[1]).exists();
            }
        };
    }

    /** Whether this is nothing that anybody could want. The lock of all containers must be held, or it may be one in the making. */
    boolean isRubbish() throws IOException {
        try (RecordFile record = RecordFile.open(path)) {
            Life life = record.life();
            boolean described = Files.exists(file(DESCRIPTION));
            return described ? isToBeRemoved(life) : !(life instanceof Life.Alive);
        }
    }

    /**
     * The command that removes the container without a JVM. Its name goes first, if it still is its own: a moment later somebody else may
     * have it. Then what makes it a container, so that what an interruption leaves is rubbish.
     */
    List<String> removal(Path name, ContainerId id) {
        String script =
                "[ \"$(readlink \"$1\")\" != \"$2\" ] || rm -f \"$1\"; rm -rf \"$3/" + DESCRIPTION + "\" \"$3\"";
        return List.of("/bin/sh", "-c", script, "sh", name.toString(), id.hex(), path.toString());
    }

    /** Deletes it with all that it holds, also when its own {@link #removal} does the same at the same time. */
    void delete() throws IOException {
        Files.deleteIfExists(file(DESCRIPTION));
        for (int left = DELETIONS; ; left--) {
            try {
                Trees.delete(path);
                return;
            } catch (NoSuchFileException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }
}
