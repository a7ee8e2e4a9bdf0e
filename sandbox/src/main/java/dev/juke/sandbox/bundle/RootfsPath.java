/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.bundle;

import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Finds files of an image inside its root file system, and nowhere else: a symbolic link is followed as if the rootfs were
 * {@code /}, so that no image reaches a file of the host.
 */
public final class RootfsPath {
    /** As many links as Linux follows (path_resolution(7)). */
    private static final int MAX_LINKS = 40;

    private RootfsPath() {}

    /**
     * The regular file that a path of the image means, as a path of the host.
     *
     * @param what what names it, for messages
     */
    public static Path file(Path rootfs, String path, String what) {
        Path found = resolve(rootfs, path, what);
        if (!Files.exists(found, LinkOption.NOFOLLOW_LINKS)) {
            throw JukeException.input(
                    what + ": there is no file " + path + " in the root file system " + rootfs,
                    "package it, or correct the path");
        }
        if (!Files.isRegularFile(found, LinkOption.NOFOLLOW_LINKS)) {
            throw JukeException.input(what + ": " + path + " is no regular file", "name a file");
        }
        return found;
    }

    /** Where a path of the image leads; the result need not exist, and holds no link below the rootfs. */
    public static Path resolve(Path rootfs, String path, String what) {
        Deque<String> left = new ArrayDeque<>();
        push(left, path);
        Path at = rootfs;
        int links = 0;
        while (!left.isEmpty()) {
            String name = left.pop();
            if (name.equals("..")) {
                at = at.equals(rootfs) ? rootfs : parent(at, rootfs);
                continue;
            }
            Path next = at.resolve(name);
            if (!Files.isSymbolicLink(next)) {
                at = next;
                continue;
            }
            if (++links > MAX_LINKS) {
                throw JukeException.input(what + ": " + path + " has too many levels of symbolic links", "");
            }
            String target;
            try {
                target = Files.readSymbolicLink(next).toString();
            } catch (IOException e) {
                throw new JukeException(
                        JukeException.Category.INPUT, what + ": the link " + next + " cannot be read", "", e);
            }
            if (target.startsWith("/")) {
                at = rootfs;
            }
            push(left, target);
        }
        return at;
    }

    private static Path parent(Path at, Path rootfs) {
        Path parent = at.getParent();
        return parent == null ? rootfs : parent;
    }

    private static void push(Deque<String> left, String path) {
        String[] names = path.split("/", -1);
        for (int i = names.length - 1; i >= 0; i--) {
            if (!names[i].isEmpty() && !names[i].equals(".")) {
                left.push(names[i]);
            }
        }
    }
}
