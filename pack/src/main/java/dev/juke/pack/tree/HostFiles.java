/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;

/** Reads files and directories of this host. They belong to root, and of their modes only executability is kept: see {@link Node}. */
final class HostFiles {
    private final FileTree tree = new FileTree();

    private HostFiles() {}

    /** A tree with a file, link or directory under a name; under the empty name, a directory is the root. */
    static FileTree read(Path source, String name) {
        HostFiles files = new HostFiles();
        files.add(name, source);
        return files.tree;
    }

    private void add(String path, Path source) {
        try {
            PosixFileAttributes attributes =
                    Files.readAttributes(source, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                String target = Files.readSymbolicLink(source).toString();
                tree.put(path, new Node.Link(Permissions.LINK, target));
            } else if (attributes.isDirectory()) {
                if (!path.isEmpty()) {
                    tree.put(path, new Node.Directory(Permissions.DIRECTORY));
                }
                addChildren(path, source);
            } else if (attributes.isRegularFile()) {
                boolean executable = attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
                Content content = new Content(source, 0, attributes.size());
                tree.put(path, new Node.File(executable ? Permissions.EXECUTABLE : Permissions.FILE, content));
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
                add(TreePath.join(path, child.getFileName().toString()), child);
            }
        } catch (IOException e) {
            throw IoFailure.of(directory + " cannot be read", e);
        }
    }
}
