/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.rootfs;

import dev.juke.base.JukeException;
import dev.juke.base.Trees;
import dev.juke.image.tar.TarEntry;
import dev.juke.image.tar.TarReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Applies one layer to a root (OCI image specification 1.1, layer.md, "Applying Changesets"). */
final class LayerChanges {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    /** What AUFS keeps for itself. */
    private static final String AUFS = ".wh..wh.";

    private static final int MAX_ENTRIES = 1_000_000;

    private final Root root;
    private final Attributes attributes;
    private final List<String> notes;
    private final String where;
    /** What this layer made: its whiteouts remove what lower layers made, and only that. */
    private final Set<Path> made = new HashSet<>();

    LayerChanges(Root root, Attributes attributes, List<String> notes, String where) {
        this.root = root;
        this.attributes = attributes;
        this.notes = notes;
        this.where = where;
    }

    void apply(TarReader tar) throws IOException {
        int count = 0;
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            if (++count > MAX_ENTRIES) {
                throw JukeException.input(where + " has more than " + MAX_ENTRIES + " entries", "it is no image");
            }
            String path = clean(entry.name());
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (path.isEmpty()) {
                attributes.set(root.directory(), entry);
            } else if (name.startsWith(WHITEOUT)) {
                whiteout(path.substring(0, path.length() - name.length()), name);
            } else {
                make(entry, path, tar);
            }
        }
    }

    private void whiteout(String directory, String name) throws IOException {
        Path parent = root.resolve(directory);
        if (name.equals(OPAQUE)) {
            clear(parent);
        } else if (!name.startsWith(AUFS)) {
            String removed = clean(name.substring(WHITEOUT.length()));
            if (removed.isEmpty()) {
                throw wrong(name, "removes nothing");
            }
            remove(Root.child(parent, removed));
        }
    }

    /** Removes what lower layers put there. */
    private void remove(Path path) throws IOException {
        if (made.contains(path)) {
            clear(path);
        } else {
            Trees.delete(path);
        }
    }

    private void clear(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                remove(child);
            }
        }
    }

    private void make(TarEntry entry, String path, TarReader tar) throws IOException {
        Path place = root.place(path);
        makeParents(place.getParent(), path);
        switch (entry.kind()) {
            case DIRECTORY -> {
                if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
                    Trees.delete(place);
                    Files.createDirectory(place);
                }
            }
            case FILE -> {
                Trees.delete(place);
                Files.copy(tar.content(), place);
            }
            case SYMLINK -> {
                Trees.delete(place);
                Files.createSymbolicLink(place, Root.child(Path.of(""), target(entry)));
            }
            case HARD_LINK -> {
                Path target = root.place(clean(target(entry)));
                boolean linkable = Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                        && !Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS);
                if (!linkable) {
                    throw wrong(entry.name(), "is a hard link to '" + entry.linkName() + "', which is no file");
                }
                if (!target.equals(place)) {
                    Trees.delete(place);
                    Files.createLink(place, target);
                }
            }
            case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> {
                notes.add(where + ": '" + entry.name() + "' is a device or pipe and is left out");
                return;
            }
        }
        mark(place);
        attributes.set(place, entry);
    }

    private void makeParents(@Nullable Path parent, String path) throws IOException {
        if (parent == null || Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.exists(parent, LinkOption.NOFOLLOW_LINKS)) {
            throw wrong(path, "lies in something that is no directory");
        }
        makeParents(parent.getParent(), path);
        Files.createDirectory(parent);
        attributes.setDefault(parent);
    }

    /** With a path, the directories that it lies in are this layer's too. */
    private void mark(Path place) {
        Path path = place;
        while (path != null && !path.equals(root.directory()) && made.add(path)) {
            path = path.getParent();
        }
    }

    private String target(TarEntry entry) {
        if (entry.linkName().isEmpty()) {
            throw wrong(entry.name(), "is a link to nothing");
        }
        return entry.linkName();
    }

    /** A name without empty parts and {@code .}; with {@code ..} it is refused, since no honest tool writes it. */
    private String clean(String name) {
        StringBuilder clean = new StringBuilder();
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                throw wrong(name, "points outside of the image");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                clean.append(clean.isEmpty() ? "" : "/").append(part);
            }
        }
        return clean.toString();
    }

    private JukeException wrong(String name, String why) {
        return JukeException.input(where + ": '" + name + "' " + why, "do not trust this image");
    }
}
