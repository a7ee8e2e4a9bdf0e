/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.copy;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import dev.juke.pack.tree.TreePath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The build context without what {@code .dockerignore} leaves out. It is read where it is needed, not as a whole. */
public final class ContextView implements FileView {
    private final Path directory;
    private final IgnoreList ignored;
    private final Map<String, Optional<Node>> known = new HashMap<>();

    /** A directory of this host. */
    public ContextView(Path directory, IgnoreList ignored) {
        this.directory = directory;
        this.ignored = ignored;
    }

    @Override
    public @Nullable Node get(String path) {
        Optional<Node> node = known.get(path);
        if (node == null) {
            node = find(path);
            known.put(path, node);
        }
        return node.orElse(null);
    }

    private Optional<Node> find(String path) {
        Optional<Node> node = read(path);
        return node.isPresent() && isVisible(path, node.get()) ? node : Optional.empty();
    }

    /** An ignored directory is there when something in it is. */
    private boolean isVisible(String path, Node node) {
        if (path.isEmpty() || !ignored.matches(path)) {
            return true;
        }
        return node instanceof Node.Directory
                && ignored.hasExceptions()
                && list(path).stream().anyMatch(name -> get(TreePath.join(path, name)) != null);
    }

    @Override
    public Collection<String> names(String path) {
        return list(path).stream()
                .filter(name -> get(TreePath.join(path, name)) != null)
                .toList();
    }

    private Optional<Node> read(String path) {
        try {
            Path file = directory.resolve(path);
            if (path.isEmpty()) {
                return Optional.of(new Node.Directory(Permissions.DIRECTORY));
            }
            return Optional.of(read(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (InvalidPathException e) {
            // A name that this host cannot have is not there.
            return Optional.empty();
        } catch (IOException e) {
            throw IoFailure.of(directory.resolve(path) + " cannot be copied", e);
        }
    }

    private static Node read(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
            return new Node.Link(Permissions.LINK, Files.readSymbolicLink(file).toString());
        }
        if (attributes.isDirectory()) {
            return new Node.Directory(Permissions.DIRECTORY);
        }
        if (attributes.isRegularFile()) {
            boolean executable = Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
            return new Node.File(
                    executable ? Permissions.EXECUTABLE : Permissions.FILE, new Content(file, 0, attributes.size()));
        }
        throw JukeException.input(file + " is neither file, directory nor link", "name it in .dockerignore");
    }

    private List<String> list(String path) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory.resolve(path))) {
            children.forEach(child -> names.add(child.getFileName().toString()));
        } catch (IOException e) {
            throw IoFailure.of(directory.resolve(path) + " cannot be read", e);
        }
        Collections.sort(names);
        return names;
    }
}
