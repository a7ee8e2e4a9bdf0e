/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.base;

import dev.juke.base.JukeException.Category;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import java.util.zip.ZipException;

/** Says in words what the JDK's I/O exceptions say with their class alone. */
public final class IoFailure {
    private IoFailure() {}

    /**
     * The error for an operation that failed.
     *
     * @param what the thing and what was done with it: {@code "kernel app.elf cannot be read"}
     */
    public static JukeException of(String what, IOException e) {
        String file = e instanceof FileSystemException failure ? failure.getFile() : null;
        String where = file == null || what.contains(file) ? "" : file + ": ";
        return new JukeException(category(e), what + ": " + where + reason(e), hint(e), e);
    }

    private static Category category(IOException e) {
        return switch (e) {
            case NoSuchFileException gone -> Category.NOT_FOUND;
            case ZipException damaged -> Category.INPUT;
            case EOFException cut -> Category.INPUT;
            default -> Category.HOST;
        };
    }

    /** Why it failed, in the operating system's words. */
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException gone -> "no such file or directory";
            case AccessDeniedException denied -> "permission denied";
            case FileAlreadyExistsException there -> "it exists already";
            case NotDirectoryException file -> "not a directory";
            case DirectoryNotEmptyException full -> "the directory is not empty";
            case EOFException cut -> "it ends too early";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
        };
    }

    private static String hint(IOException e) {
        return switch (e) {
            case NoSuchFileException gone -> "check the path";
            case AccessDeniedException denied -> "check the permissions of " + denied.getFile();
            default -> reason(e).equals("No space left on device") ? "make room" : "";
        };
    }
}
