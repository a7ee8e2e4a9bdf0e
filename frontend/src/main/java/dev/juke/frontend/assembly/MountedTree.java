/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.assembly;

import dev.juke.base.IoFailure;
import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** The files of an image that is mounted, with their owners and modes. Devices, pipes and sockets are left out, as by {@code juke build}. */
final class MountedTree {
    private static final int FORMAT = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int FILE = 0100000;
    private static final int LINK = 0120000;
    private static final int BITS = 07777;

    private final FileTree tree = new FileTree();

    private MountedTree() {}

    static FileTree read(Path root) {
        MountedTree reader = new MountedTree();
        reader.children("", root);
        return reader.tree;
    }

    private void children(String path, Path directory) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                add(path.isEmpty() ? name : path + "/" + name, child);
            }
        } catch (IOException e) {
            throw IoFailure.of(directory + " cannot be read", e);
        }
    }

    private void add(String path, Path file) throws IOException {
        Map<String, Object> facts = Files.readAttributes(file, "unix:mode,uid,gid,size", LinkOption.NOFOLLOW_LINKS);
        int mode = number(facts, "mode").intValue();
        Permissions permissions = new Permissions(
                mode & BITS,
                number(facts, "uid").longValue(),
                number(facts, "gid").longValue());
        switch (mode & FORMAT) {
            case DIRECTORY -> {
                tree.put(path, new Node.Directory(permissions));
                children(path, file);
            }
            case FILE -> {
                Content content = new Content(file, 0, number(facts, "size").longValue());
                tree.put(path, new Node.File(permissions, content));
            }
            case LINK ->
                tree.put(
                        path,
                        new Node.Link(permissions, Files.readSymbolicLink(file).toString()));
            default -> {}
        }
    }

    private static Number number(Map<String, Object> facts, String name) {
        return (Number) Objects.requireNonNull(facts.get(name));
    }
}
