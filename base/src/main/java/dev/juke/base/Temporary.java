/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A file or directory of the owner's alone that is gone when it is closed, and also when a signal (SIGHUP, SIGINT, SIGTERM) ends the process
 * before. SIGKILL leaves it.
 */
public final class Temporary implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();
    private static final AtomicBoolean HOOKED = new AtomicBoolean();
    private static volatile boolean ending;

    private final Path path;

    private Temporary(Path path) {
        this.path = path;
    }

    /** What makes a file or directory; it fails when there is one already. */
    private interface Maker {
        void make(Path path, FileAttribute<?> owner) throws IOException;
    }

    /** Makes a directory {@code PREFIX…} in another. */
    public static Temporary directory(Path parent, String prefix) throws IOException {
        return make(parent, prefix, "rwx------", Files::createDirectory);
    }

    /** Makes an empty file {@code PREFIX….tmp} in a directory. */
    public static Temporary file(Path parent, String prefix) throws IOException {
        return make(parent, prefix, "rw-------", Files::createFile);
    }

    private static Temporary make(Path parent, String prefix, String permissions, Maker maker) throws IOException {
        if (HOOKED.compareAndSet(false, true)) {
            Runtime.getRuntime().addShutdownHook(new Thread(Temporary::end, "temporary files"));
        }
        FileAttribute<?> owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
        while (true) {
            byte[] random = new byte[8];
            RANDOM.nextBytes(random);
            Path path = parent.resolve(prefix + HexFormat.of().formatHex(random) + ".tmp");
            // Known before it is there: a signal may come in between.
            OPEN.add(path);
            try {
                maker.make(path, owner);
                return new Temporary(path);
            } catch (FileAlreadyExistsException e) {
                OPEN.remove(path);
            } catch (IOException | RuntimeException e) {
                OPEN.remove(path);
                throw e;
            }
        }
    }

    /** Where it lies. */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        Trees.delete(path);
        OPEN.remove(path);
    }

    /**
     * To be called before an error is told: when a signal is ending this process, this does not return, since the error is only that the
     * temporary files are gone.
     */
    public static void awaitEnd() {
        while (ending) {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                // The process ends, and this thread with it.
            }
        }
    }

    /** Other threads still run: they lose a directory under its name first, so that they put nothing more into it. */
    private static void end() {
        ending = true;
        for (Path path : OPEN) {
            try {
                Path gone = path.resolveSibling(path.getFileName() + ".gone");
                Files.move(path, gone, StandardCopyOption.ATOMIC_MOVE);
                Trees.delete(gone);
            } catch (NoSuchFileException e) {
                // Its owner was faster.
            } catch (IOException e) {
                System.err.println("juke: temporary " + path + " cannot be removed: " + IoFailure.reason(e));
            }
        }
    }
}
