/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A tree of files that is yet to be written: sorted, parents before children, and without anything that differs by host. */
public final class FileTree {
    private final TreeMap<String, Node> nodes = new TreeMap<>();

    /** A tree with nothing in it. */
    public FileTree() {}

    /** A tree of these, copied one after the other. */
    public static FileTree of(List<Include> includes) {
        FileTree tree = new FileTree();
        includes.forEach(tree::copy);
        return tree;
    }

    /** A tree of what a directory holds. */
    public static FileTree of(Path directory) {
        FileTree tree = new FileTree();
        tree.addChildren("", directory);
        return tree;
    }

    /** All nodes by their path, as {@code etc/passwd}: without a slash at its beginning or end. The root is not among them. */
    public SortedMap<String, Node> nodes() {
        return Collections.unmodifiableSortedMap(nodes);
    }

    /** What stands at a path, or null. */
    public @Nullable Node get(String path) {
        return nodes.get(path);
    }

    /**
     * Copies as BuildKit does: missing directories are made, a file goes into a directory that exists, and so does a directory, under
     * its own name; else the destination is the name of the copy. Links are copied, not followed.
     */
    private void copy(Include include) {
        Path source = include.source();
        String destination = clean(include.destination());
        boolean into = destination.isEmpty() || nodes.get(destination) instanceof Node.Directory;
        boolean directory = Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS);
        if (into || (include.destination().endsWith("/") && !directory)) {
            destination = join(destination, include.name());
        }
        add(destination, source);
    }

    private void add(String path, Path source) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(source, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                put(
                        path,
                        new Node.Link(
                                Permissions.LINK, Files.readSymbolicLink(source).toString()));
            } else if (attributes.isDirectory()) {
                if (!path.isEmpty()) {
                    put(path, new Node.Directory(Permissions.DIRECTORY));
                }
                addChildren(path, source);
            } else if (attributes.isRegularFile()) {
                boolean executable = Files.getPosixFilePermissions(source).contains(PosixFilePermission.OWNER_EXECUTE);
                put(
                        path,
                        new Node.File(
                                executable ? Permissions.EXECUTABLE : Permissions.FILE,
                                new Content(source, 0, attributes.size())));
            } else {
                throw JukeException.input(source + " is neither file, directory nor link", "leave it out");
            }
        } catch (IOException e) {
            throw IoFailure.of(source + " cannot be copied", e);
        }
    }

    private void addChildren(String path, Path directory) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                add(join(path, child.getFileName().toString()), child);
            }
        } catch (IOException e) {
            throw IoFailure.of(directory + " cannot be read", e);
        }
    }

    /** Puts something at a path, with the directories that it lies in; what was there before is replaced, unless one of the two is a directory. */
    public void put(String path, Node node) {
        int slash = path.lastIndexOf('/');
        String parent = slash < 0 ? "" : path.substring(0, slash);
        if (!parent.isEmpty() && !nodes.containsKey(parent)) {
            put(parent, new Node.Directory(Permissions.DIRECTORY));
        }
        if (!parent.isEmpty() && !(nodes.get(parent) instanceof Node.Directory)) {
            throw JukeException.input(
                    "'" + path + "' cannot be put into '" + parent + "', which is no directory",
                    "change the destination");
        }
        Node old = nodes.put(path, node);
        if (old != null && old instanceof Node.Directory != node instanceof Node.Directory) {
            throw JukeException.input(
                    "'" + path + "' would be a directory and something else", "change the destination");
        }
    }

    private static String join(String directory, String name) {
        return directory.isEmpty() || name.isEmpty() ? directory + name : directory + "/" + name;
    }

    /** A path from the root, without slashes at its ends. */
    private static String clean(String destination) {
        String path = Path.of("/" + destination).normalize().toString();
        return path.substring(1);
    }
}
